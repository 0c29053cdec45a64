/** Consecutive requests on one connection are independent, and all limits apply to each. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import type { Settings } from '../../src/settings.ts';
import { exchange, postHead, type RawAnswer, RawClient, SO_PRINCIPAL } from '../hostile/wire.ts';
import { CertificateAuthority } from '../support/certificates.ts';
import { messageOf, operations } from '../support/service-calls.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const LIMIT = { timeout: 60_000 };
const implicit = messageOf({ service: 'SoPrincipal', body: operations.implicit });
const info = messageOf({ service: 'SoPrincipal', body: operations.systemInfo });

const posting = (body: string, ...fields: readonly string[]) =>
  postHead(SO_PRINCIPAL, ...fields, `Content-Length: ${body.length}`) + body;

let installation: TestInstallation;
before(async () => {
  installation = await TestInstallation.create('onsite');
  const services = await installation.servicesOf();
  for (const name of ['anna', 'bert']) await addUser(services, name, null);
});
after(() => installation.close());

/** Sends requests one after another and returns the answers. */
async function ask(client: RawClient, ...requests: readonly string[]): Promise<RawAnswer[]> {
  const answers: RawAnswer[] = [];
  for (const request of requests) {
    client.received = '';
    await client.send(request);
    answers.push(...(await client.answers(1)));
  }
  return answers;
}

const userIn = ({ body }: RawAnswer) => /<\w+:Associate>(\w+)</.exec(body)?.[1] ?? null;

describe('on one connection', LIMIT, () => {
  const behindProxy = { identityHeader: 'X-Remote-User', trustedProxies: ['127.0.0.1'] };

  it('a user name in a header field applies to one request only', async () => {
    const client = await RawClient.open(await installation.serve(behindProxy));
    const named = (name: string) => posting(implicit, `X-Remote-User: ${name}`);
    const users = ['anna', 'anna', '', 'bert', 'nobody', 'anna', 'anna, bert'];
    const requests = [...users.map(named), posting(implicit), named('bert'), posting(implicit)];
    const twice = posting(implicit, 'X-Remote-User: anna', 'x-remote-user: anna');
    const answers = await ask(client, ...requests, twice, named('anna'), posting(implicit));
    assert.deepEqual(answers.map(userIn), [
      ...['anna', 'anna', null, 'bert', null, 'anna', null],
      ...[null, 'bert', null],
      ...[null, 'anna', null],
    ]);
    client.socket.destroy();
  });

  it('a client certificate applies to all requests of its connection only', async () => {
    const authority = new CertificateAuthority('Test');
    const tls = { ...authority.issueServer(), clientCa: authority.cert };
    const url = await installation.serve({ identityCertificateField: 'CN' }, tls);
    for (const name of ['anna', 'bert', null]) {
      const shown = name === null ? {} : authority.issueClient([['CN', name]]);
      const client = await RawClient.open(url, { ca: authority.cert, ...shown });
      const spoofed = posting(implicit, 'X-Remote-User: bert');
      const requests = [posting(implicit), posting(implicit), spoofed, posting(implicit)];
      const answers = await ask(client, ...requests, posting(implicit, 'TE: trailers'));
      assert.deepEqual(answers.map(userIn), Array(5).fill(name));
      client.socket.destroy();
    }
  });

  it('each request has the address and the id from the proxy', async () => {
    const told: Record<string, unknown>[] = [];
    const log = pino(
      { level: 'debug' },
      { write: (line: string) => void told.push(JSON.parse(line)) },
    );
    const url = await installation.serve(behindProxy, null, log);
    const client = await RawClient.open(url);
    const given = [
      ['192.0.2.1', 'request-1'],
      ['192.0.2.1', 'request-1'],
      ['192.0.2.1', 'request-2'],
      ['192.0.2.2', 'request-2'],
      ['192.0.2.1', 'request-2'],
    ] as const;
    const answers = await ask(
      client,
      ...given.map(([address, id]) =>
        posting(info, `X-Forwarded-For: ${address}`, `X-Request-Id: ${id}`),
      ),
      posting(info),
      posting(info),
    );
    const ids = answers.map(({ head }) => /^X-Request-Id: (.+)\r$/m.exec(head)?.[1]);
    assert.deepEqual(
      ids.slice(0, 5),
      given.map(([, id]) => id),
    );
    assert.ok(
      ids[5] !== ids[6] && !ids[5]?.startsWith('request-'),
      'new ones, and no two the same',
    );
    const requests = told.filter(({ requestId }) => requestId !== undefined);
    assert.deepEqual(
      requests.map(({ address, requestId }) => [address, requestId]),
      [...given, ['127.0.0.1', ids[5]], ['127.0.0.1', ids[6]]],
    );
    client.socket.destroy();
  });

  it('two heads that differ only in the length have different bodies', async () => {
    const client = await RawClient.open(await installation.serve());
    const answers = await ask(client, posting(info), posting(`${info} `), posting(info));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    client.socket.destroy();
  });
});

describe('after answers on the fast path, and after leaving it', LIMIT, () => {
  /** A connection on which some requests were already answered. */
  async function used(url: string): Promise<RawClient> {
    const client = await RawClient.open(url);
    const answers = await ask(client, posting(info), posting(info));
    assert.ok(answers.every(({ status }) => status === 200));
    client.received = '';
    return client;
  }

  const hurry: Partial<Settings> = { headersTimeoutSeconds: 1, requestTimeoutSeconds: 1 };
  const refusals: readonly (readonly [what: string, status: number, sent: string])[] = [
    ['a head without end', 431, postHead(SO_PRINCIPAL, `X-A: ${'x'.repeat(17_000)}`)],
    ['a head that stops', 408, 'POST / HTTP/1.1\r\nHost: a\r\nX-'],
    ['a body that stops', 408, `${postHead(SO_PRINCIPAL, 'Content-Length: 500')}<Env`],
    ['an expectation', 417, posting(info, 'Expect: a miracle', 'Connection: close')],
    ['no Host', 400, 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
    ['no HTTP', 400, 'nonsense\r\n\r\n'],
    ['two framings', 400, posting(info, 'Transfer-Encoding: chunked')],
  ];
  it('malformed requests are refused', async () => {
    const url = await installation.serve(hurry);
    const received = refusals.map(async ([what, status, sent]) => {
      const client = await used(url);
      await client.send(sent);
      const text = await client.untilClosed();
      assert.ok(text.startsWith(`HTTP/1.1 ${status} `), `${what}: ${text}`);
    });
    await Promise.all(received);
  });

  it('a client that pipelines too many requests is disconnected', async () => {
    const url = await installation.serve();
    for (const before of ['', posting(info)]) {
      const client = await used(url);
      await client.send(before, posting(info).repeat(100));
      const received = await client.untilClosed();
      assert.ok(received.split('HTTP/1.1 200').length - 1 <= 17);
    }
    const patient = await used(url);
    await patient.send(posting(info).repeat(16));
    assert.equal((await patient.answers(16)).length, 16);
    patient.socket.destroy();
  });

  it('connections are counted', async () => {
    const url = await installation.serve({ connectionsMax: 1 });
    const client = await used(url);
    assert.equal(await exchange(url, posting(info)), '', 'the second is not answered');
    const [answer] = await ask(client, posting(info, 'TE: trailers'));
    assert.equal(answer?.status, 200);
    assert.equal(await exchange(url, posting(info)), '', 'it counts after it was handed over');
    client.socket.destroy();
    await client.closed;
    for (;;) {
      const last = await exchange(url, posting(info, 'Connection: close'));
      if (last.startsWith('HTTP/1.1 200 ')) return;
    }
  });

  it('a client that has closed its side is answered', async () => {
    const client = await used(await installation.serve());
    await client.send(posting(info));
    client.socket.end();
    assert.match(await client.untilClosed(), /^HTTP\/1\.1 200 /);
  });
});
