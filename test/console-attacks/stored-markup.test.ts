/** Markup in names, user agents and requests is data, wherever the console's API shows it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addUser } from '../support/test-installation.ts';
import { ConsoleScene } from './scene.ts';

const LIMIT = { timeout: 60_000 };
const MARKUP = '<img src=x onerror="alert(1)">';
const AGENT = '<script>alert(1)</script>';
const PATH = '/<svg/onload=alert(1)>';
/** Would be an event of its own if line ends were sent as they are. */
const EVENT = 'x\n\nevent: reset\ndata: {}\n\n\r\u2028\u2029';

describe('markup that strangers store', LIMIT, () => {
  let scene: ConsoleScene;
  before(async () => {
    scene = await ConsoleScene.open({ isOpen: true });
    const services = await scene.installation.servicesOf();
    await addUser(services, MARKUP, 'right-secret-1', { fullName: MARKUP, email: null });
  });
  after(() => scene.close());

  const send = (userName: string) =>
    fetch(`${scene.base}/Remote/Services88/SoPrincipal.svc`, {
      method: 'POST',
      headers: {
        'Content-Type': 'text/xml',
        'User-Agent': AGENT,
        SOAPAction:
          'http://www.superoffice.net/ws/crm/NetServer/Services88/SoPrincipal/AuthenticateUsernamePassword',
      },
      body: loginOf(userName),
    });

  const read = async (path: string): Promise<string> => {
    const { status, fields, text } = await scene.ask({ path });
    assert.equal(status, 200, text);
    assert.match(`${fields['content-type']}`, /^application\/(?:json|x-ndjson)/);
    assert.equal(fields['x-content-type-options'], 'nosniff');
    return text;
  };

  it('is what it was in lists, entries and events, and only as JSON', async () => {
    const { status } = await send(MARKUP);
    assert.equal(status, 200);
    await fetch(scene.base + PATH, { headers: { 'User-Agent': AGENT } });
    const { users } = JSON.parse(await read('/api/users'));
    assert.equal(users.at(-1).name, MARKUP);
    assert.equal(users.at(-1).fullName, MARKUP);
    const detail = JSON.parse(await read(`/api/users/${users.at(-1).id}`));
    assert.equal(detail.events[0].userAgent, AGENT);
    assert.equal(detail.events[0].user, MARKUP);
    const entries = JSON.parse(await read('/api/journal'));
    assert.deepEqual(
      new Set(entries.map(({ userAgent }: { userAgent: string }) => userAgent)),
      new Set([AGENT]),
    );
    assert.ok(entries.some(({ path }: { path: string }) => decodeURI(path) === PATH));
    const { tickets } = JSON.parse(await read(`/api/sessions?user=${encodeURIComponent(MARKUP)}`));
    assert.equal(tickets[0].user, MARKUP);
    assert.equal(tickets[0].userAgent, AGENT);
    const lines = (await read('/api/audit/export')).trimEnd().split('\n');
    assert.ok(lines.map((line) => JSON.parse(line)).some(({ user }) => user === MARKUP));
  });

  it('is not repeated as markup by an error', async () => {
    const path = `/api/${encodeURIComponent(MARKUP)}`;
    const answers = [
      await scene.ask({ path }),
      await scene.ask({ path: `/${encodeURIComponent(MARKUP)}` }),
      await scene.ask({ path: `/api/users?user=${encodeURIComponent(MARKUP)}` }),
    ];
    for (const { status, fields } of answers) {
      assert.ok(status >= 400);
      assert.match(`${fields['content-type']}`, /^application\/json/);
    }
  });

  it('cannot make an event in the live journal', async () => {
    const stream = await scene.begin({ path: '/api/journal/stream' });
    assert.match(`${stream.headers['content-type']}`, /^text\/event-stream/);
    await send(EVENT);
    let received = '';
    for await (const chunk of stream.setEncoding('utf8')) {
      received += chunk;
      if (/^event: entry$/m.test(received)) break;
    }
    stream.destroy();
    assert.doesNotMatch(received, /^event: reset$/m);
    const [, json = ''] = /^data: (.*)$/m.exec(received) ?? [];
    assert.match(JSON.parse(json).operation, /AuthenticateUsernamePassword$/);
  });
});

function loginOf(userName: string): string {
  const text = Array.from(userName, (character) => `&#${character.codePointAt(0)};`).join('');
  return (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
    '<AuthenticateUsernamePassword xmlns="http://www.superoffice.net/ws/crm/NetServer/Services88">' +
    `<UserName>${text}</UserName><Password>right-secret-1</Password>` +
    '</AuthenticateUsernamePassword></soap:Body></soap:Envelope>'
  );
}
