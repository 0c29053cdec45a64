/** Markup in names, user agents and requests is data, wherever the console's API shows it. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { addUser } from '../support/test-installation.ts';
import { ConsoleScene } from './console-scene.ts';

const LIMIT = { timeout: 60_000 };
const SERVICES = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
const ACTION = `${SERVICES}/SoPrincipal/AuthenticateUsernamePassword`;
const PASSWORD = 'right-secret-1';
const MARKUP = '<img src=x onerror="alert(1)">';
const AGENT = '<script>alert(1)</script>';
const PATH = '/<svg/onload=alert(1)>';
/** Would be an event of its own if line ends were sent as they are. */
const EVENT = 'x\n\nevent: reset\ndata: {}\n\n\r\u2028\u2029';

describe('markup that strangers store', LIMIT, () => {
  it('is what it was in lists, entries and events, and only as JSON', async (context) => {
    const scene = await openScene(context);
    assert.equal((await logIn(scene, MARKUP)).status, 200);
    await fetch(scene.url + PATH, { headers: { 'User-Agent': AGENT } });
    const { users } = JSON.parse(await read(scene, '/api/users'));
    assert.equal(users.at(-1).name, MARKUP);
    assert.equal(users.at(-1).fullName, MARKUP);
    const detail = JSON.parse(await read(scene, `/api/users/${users.at(-1).id}`));
    assert.equal(detail.events[0].userAgent, AGENT);
    assert.equal(detail.events[0].user, MARKUP);
    const entries: readonly Entry[] = JSON.parse(await read(scene, '/api/journal'));
    assert.deepEqual(new Set(entries.map(({ userAgent }) => userAgent)), new Set([AGENT]));
    assert.ok(entries.some(({ path }) => decodeURI(path) === PATH));
    const named = `/api/sessions?user=${encodeURIComponent(MARKUP)}`;
    const { tickets } = JSON.parse(await read(scene, named));
    assert.equal(tickets[0].user, MARKUP);
    assert.equal(tickets[0].userAgent, AGENT);
    const lines = (await read(scene, '/api/audit/export')).trimEnd().split('\n');
    assert.ok(lines.map((line) => JSON.parse(line)).some(({ user }) => user === MARKUP));
  });

  it('is not repeated as a page by an error', async (context) => {
    const scene = await openScene(context);
    const markup = encodeURIComponent(MARKUP);
    for (const path of [`/api/${markup}`, `/${markup}`, `/api/users?user=${markup}`]) {
      const { status, headers } = await scene.call('GET', path);
      assert.ok(status >= 400, path);
      assert.match(`${headers['content-type']}`, /^application\/json/, path);
    }
  });

  it('cannot make an event in the live journal', async (context) => {
    const scene = await openScene(context);
    await logIn(scene, EVENT);
    const response = await fetch(`${scene.consoleUrl}/api/journal/stream?fromNumber=1`);
    assert.match(`${response.headers.get('content-type')}`, /^text\/event-stream/);
    let received = '';
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      received += text;
      if (/^data: .*$/m.test(received)) break;
    }
    assert.doesNotMatch(received, /^event: reset$/m);
    const [, json = ''] = /^data: (.*)$/m.exec(received) ?? [];
    assert.match(JSON.parse(json).operation, /AuthenticateUsernamePassword$/);
  });
});

interface Entry {
  readonly path: string;
  readonly userAgent: string;
}

async function openScene(context: TestContext): Promise<ConsoleScene> {
  const scene = await ConsoleScene.start(context, { isConsoleOpen: true });
  const services = await scene.installation.servicesOf();
  await addUser(services, MARKUP, PASSWORD, { fullName: MARKUP });
  return scene;
}

/** Reads something that no browser takes for a page. */
async function read(scene: ConsoleScene, path: string): Promise<string> {
  const { status, headers, text } = await scene.call('GET', path);
  assert.equal(status, 200, text);
  assert.match(`${headers['content-type']}`, /^application\/(?:json|x-ndjson)/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  return text;
}

function logIn({ url }: ConsoleScene, userName: string): Promise<Response> {
  const headers = { 'Content-Type': 'text/xml', 'User-Agent': AGENT, SOAPAction: ACTION };
  const body = loginOf(userName);
  return fetch(`${url}/Remote/Services88/SoPrincipal.svc`, { method: 'POST', headers, body });
}

function loginOf(userName: string): string {
  const text = Array.from(userName, (character) => `&#${character.codePointAt(0)};`).join('');
  return (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
    `<AuthenticateUsernamePassword xmlns="${SERVICES}">` +
    `<UserName>${text}</UserName><Password>${PASSWORD}</Password>` +
    '</AuthenticateUsernamePassword></soap:Body></soap:Envelope>'
  );
}
