/** What the journal records of real requests, and how it is read. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { JournalEntry } from '../../src/journal/journal-entry.ts';
import { type JournalScene, openJournalScene, PASSWORD } from '../support/journal-scene.ts';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import {
  credentials,
  envelope,
  getAccessToken,
  inServices,
  post,
} from '../support/soap-messages.ts';
import { startSession } from '../support/test-installation.ts';

const MESSAGE = envelope(getAccessToken());
const loginWith = (password: string) =>
  envelope(
    inServices(
      '<AuthenticateUsernamePassword><UserName>anna</UserName>' +
        `<Password>${password}</Password></AuthenticateUsernamePassword>`,
    ),
  );
const toPrincipal = { path: '/Remote/Services88/SoPrincipal.svc' };

for (const fastPath of [true, false]) {
  describe(`The journal, ${fastPath ? 'on the fast path' : 'by node:http'}`, () => {
    let scene: JournalScene;
    before(async () => {
      scene = await openJournalScene('onsite', { fastPath });
    });
    after(() => scene.installation.close());

    it('records who sent a request, when, and both messages', async () => {
      const ticket = await startSession(scene.services, scene.anna);
      const application = `<ApplicationToken>${scene.application.token}</ApplicationToken>`;
      const header = inServices(application) + credentials(ticket);
      await post(scene.base, envelope(getAccessToken(), header), {
        headers: { 'User-Agent': 'test/1' },
      });
      const { messages, durationMs, requestId, ...entry } = await scene.last();
      assert.deepEqual(entry, {
        number: 1,
        atMs: scene.clock.nowMs,
        protocol: 'soap',
        method: 'POST',
        path: '/Remote/Services88/User.svc',
        status: 200,
        operation: 'User/GetAccessToken',
        outcome: 'succeeded',
        tenant: null,
        user: 'anna',
        application: 'Gateway',
        address: '127.0.0.1',
        userAgent: 'test/1',
        refusal: null,
        faultId: null,
      });
      assert.ok(durationMs > 0 && durationMs < 10_000);
      assert.ok(messages);
      const application1 = header.replace(ticket, '{{ticket 1}}');
      assert.equal(
        messages.requestBody,
        envelope(
          getAccessToken(),
          application1.replace(scene.application.token, '{{application token 1}}'),
        ),
      );
      assert.match(messages.answerBody, /Response>\{\{access token 1\}\}<\//);
      const answered = new Map(messages.answerHead);
      assert.equal(answered.get('X-Request-Id'), requestId);
      assert.equal(answered.get('Content-Type'), 'text/xml; charset=utf-8');
    });

    it('keeps the form of a message that it shows', async () => {
      const message =
        '<?xml version="1.0"?>\n<s:Envelope  xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">' +
        "<s:Body><a:GetAccessToken xmlns:a='http://www.superoffice.net/ws/crm/NetServer/Services88'>" +
        '\n\t<a:IncludeCsSession >false</a:IncludeCsSession></a:GetAccessToken></s:Body></s:Envelope>';
      await post(scene.base, message);
      const { messages } = await scene.last();
      // Only quotation marks of attributes become alike.
      assert.equal(messages?.requestBody, message.replaceAll("'", '"'));
    });

    it('records a compressed message as it reads', async () => {
      await post(scene.base, new Uint8Array(gzipSync(MESSAGE)), {
        headers: { 'Content-Encoding': 'gzip', 'Accept-Encoding': 'gzip' },
      });
      const { messages } = await scene.last();
      assert.equal(messages?.requestBody, MESSAGE);
      assert.match(messages?.answerBody ?? '', /<SOAP-ENV:Envelope/);
      assert.equal(new Map(messages?.answerHead).get('Content-Encoding'), 'gzip');
    });

    it('records requests in the order of their answers, refused ones among others', async () => {
      const ticket = await startSession(scene.services, scene.anna);
      const valid = envelope(getAccessToken(), credentials(ticket));
      for (const message of [MESSAGE, valid, MESSAGE, valid]) await post(scene.base, message);
      const entries = await scene.journal.list();
      await scene.journal.clear();
      assert.deepEqual(
        entries.map(({ outcome }) => outcome),
        ['refused', 'succeeded', 'refused', 'succeeded'],
      );
      const [first = 0, ...numbers] = entries.map(({ number }) => number);
      assert.deepEqual(numbers, [first + 1, first + 2, first + 3]);
    });

    it('hides a body that is too large to show, and says how large it is', async () => {
      const comment = `<!--${'x'.repeat(70_000)}-->`;
      await post(scene.base, MESSAGE.replace('<Body>', `${comment}<Body>`));
      const { messages } = await scene.last();
      assert.match(messages?.requestBody ?? '', /^\(70\d{3} bytes of text\/xml, hidden\)$/);
    });
  });
}

describe('The journal', () => {
  let scene: JournalScene;
  before(async () => {
    scene = await openJournalScene('online', { addressRequestsPerSecondMax: 0 });
  });
  after(() => scene.installation.close());

  it('names the tenant, in its own spelling', async () => {
    await post(scene.base.replace('Cust12345', 'cUST12345'), MESSAGE);
    const { tenant, refusal } = await scene.last();
    assert.deepEqual([tenant, refusal?.reason], ['Cust12345', 'application-refused']);
    assert.match(refusal?.text ?? '', /has no header block <ApplicationToken>/);
  });

  it('names no tenant that does not exist', async () => {
    await callRest(scene.base.replace('Cust12345', 'Cust9'), currentPrincipal);
    // `fetch` sends a request again that is answered with 421.
    const [entry] = await scene.journal.list();
    await scene.journal.clear();
    assert.deepEqual([entry?.tenant, entry?.refusal?.reason], [null, 'tenant-unavailable']);
  });

  it('records no health checks', async () => {
    await (await fetch(`${new URL(scene.base).origin}/health/live`)).text();
    assert.deepEqual(await scene.journal.list(), []);
  });

  it('records a request whose client disconnects before it is answered', async () => {
    const { hostname, port } = new URL(scene.base);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head = 'POST /Cust12345/Remote/Services88/User.svc HTTP/1.1\r\nHost: x\r\n';
    socket.end(`${head}Content-Length: 100\r\n\r\n<Envelope`);
    socket.resume();
    await once(socket, 'close');
    const [entry] = await scene.journal.waitFor({ outcome: 'failed' });
    await scene.journal.clear();
    assert.deepEqual([entry?.status, entry?.refusal?.reason], [0, 'no-answer']);
  });

  it('waits until enough requests have come', async () => {
    const waiting = scene.journal.waitFor(
      { operation: 'GetAccessToken' },
      { count: 2, timeoutMs: Number.POSITIVE_INFINITY },
    );
    for (let sent = 0; sent < 2; sent += 1) await post(scene.base, MESSAGE);
    assert.equal((await waiting).length, 2);
    assert.equal(await scene.journal.count({ reason: 'application-refused' }), 2);
    assert.equal((await scene.journal.waitFor({}, { count: 2, timeoutMs: 1 })).length, 2);
    await scene.journal.clear();
  });

  it('says which requests came if too few have come in time', async () => {
    await post(scene.base, MESSAGE);
    const waiting = scene.journal.waitFor({ user: 'anna' }, { timeoutMs: 10 });
    await assert.rejects(waiting, {
      message:
        /^After 10 ms, 0 of 1 expected requests have come for \{"user":"anna"\}. The last ones were: \d+ User\/GetAccessToken refused \(application-refused\)\.$/,
    });
    await scene.journal.clear();
  });

  it('gives a reader the entries from then on, until the reader stops', async () => {
    await post(scene.base, MESSAGE);
    const seen: JournalEntry[] = [];
    const subscription = scene.journal.subscribe({ protocol: 'soap' });
    const reading = (async () => {
      for await (const entry of subscription) {
        seen.push(entry);
        if (seen.length === 2) break;
      }
    })();
    await callRest(scene.base, currentPrincipal);
    await post(scene.base, MESSAGE);
    await post(scene.base, MESSAGE);
    await reading;
    assert.deepEqual(seen, (await scene.journal.list({ protocol: 'soap' })).slice(1));
    await scene.journal.clear();
  });

  it('lets a slow reader lose the oldest entries, and counts them', async () => {
    const subscription = scene.journal.subscribe();
    for (let sent = 0; sent < 105; sent += 1) await callRest(scene.base, '/api/x');
    const all = await scene.journal.list();
    assert.equal(subscription.lost, 5);
    const { value: first } = await subscription[Symbol.asyncIterator]().next();
    assert.deepEqual(first, all[5]);
    subscription.close();
    await scene.journal.clear();
  });

  it('has a limit on readers, and a reader that was closed makes room', async () => {
    const all = Array.from({ length: 100 }, () => scene.journal.subscribe());
    assert.throws(() => scene.journal.subscribe(), /has 100 readers, which is the limit/);
    for (const subscription of all) subscription.close();
    scene.journal.subscribe().close();
  });

  it('begins again after a reset, without requests that began before', async () => {
    await post(scene.base, MESSAGE);
    scene.journal.reset();
    assert.deepEqual(await scene.journal.list(), []);
    await post(scene.base, MESSAGE);
    assert.equal((await scene.last()).number, 1);
  });

  it('leaves the messages out at the level metadata, and explains refusals there', async () => {
    scene.journal.level = 'metadata';
    await post(scene.base, '<Envelope/>');
    const refused = await scene.last();
    assert.equal(refused.messages, null);
    assert.match(refused.refusal?.nearest ?? '', /<soap:Envelope/);
    await callRest(scene.base, '/api', { method: 'GET' });
    const { outcome, messages, status } = await scene.last();
    assert.deepEqual([outcome, messages, status], ['succeeded', null, 200]);
    scene.journal.level = 'messages';
  });

  it('records nothing while it is off', async () => {
    scene.journal.level = 'off';
    await post(scene.base, MESSAGE);
    scene.journal.level = 'messages';
    assert.deepEqual(await scene.journal.list(), []);
  });
});

it('The journal shows a record that is the whole body, without its secrets', async () => {
  const scene = await openJournalScene();
  const ticket = await startSession(scene.services, scene.anna);
  const bodyOf = async (operation: string, json: unknown) => {
    const proof = { authorization: authorization.ticket(ticket) };
    const answer = await callRest(scene.base, `/api/v1/Agents/User/${operation}`, {
      ...proof,
      json,
    });
    assert.equal(answer.status, 200, answer.text);
    return JSON.parse((await scene.last()).messages?.requestBody ?? '');
  };
  const login = { server: 'mail.example.com', Port: 993, password: 'p4ss-wørd', Other: 'x9-other' };
  assert.deepEqual(await bodyOf('SaveServiceAuth', login), {
    server: 'mail.example.com',
    Port: 993,
    password: '{{password 1}}',
    Other: '{{unknown 1}}',
  });
  assert.deepEqual(await bodyOf('GetUserInfoList', [scene.anna.id]), [scene.anna.id]);
  await scene.installation.close();
});

it('The journal tells a client only what other clients are told', async () => {
  const scene = await openJournalScene();
  const texts = new Set<string>();
  for (const message of [loginWith('wrong-secret-1'), loginWith('wrong-secret-2')]) {
    texts.add((await post(scene.base, message, toPrincipal)).text);
    assert.equal((await scene.last()).refusal?.reason, 'password-wrong');
  }
  const unknown = loginWith(PASSWORD).replace('anna', 'nobody');
  texts.add((await post(scene.base, unknown, toPrincipal)).text);
  assert.equal((await scene.last()).refusal?.reason, 'user-unknown');
  assert.equal(texts.size, 1);
  await scene.installation.close();
});

it('The journal explains business errors that are reported as faults', async () => {
  const scene = await openJournalScene('onsite', { wrapExceptions: false });
  const text = Buffer.from('00000000-0000-4000-8000-000000000000;1', 'utf16le').toString('base64');
  await post(scene.base, envelope(getAccessToken(), credentials(`7T:${text}`)));
  const { status, refusal, outcome, operation } = await scene.last();
  assert.deepEqual([status, outcome, refusal?.reason], [500, 'refused', 'ticket-unknown']);
  assert.equal(operation, 'User/GetAccessToken');
  await scene.installation.close();
});

it('The journal records the failures of the server', async () => {
  const scene = await openJournalScene();
  const database = scene.installation.openDatabase();
  database.exec('drop table failed_logins');
  database.close();
  const proof = authorization.basic('anna', PASSWORD);
  await callRest(scene.base, currentPrincipal, { authorization: proof });
  const { outcome, refusal, status } = await scene.last();
  assert.deepEqual([outcome, status], ['failed', 500]);
  assert.equal(refusal?.reason, 'unexpected-error');
  await scene.installation.close();
});
