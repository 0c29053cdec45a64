/** No route of the console is for pages of other sites, whatever the browser sends along. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConsoleScene, requireRefusal } from './console-scene.ts';
import { sampledRoutes } from './route-samples.ts';

const LIMIT = { timeout: 60_000 };
const NO_OWN_FIELD = { 'X-Ticketoffice-Console': '' };
const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
];
/** What a browser sends for requests of a page elsewhere. Old ones do not send `Sec-Fetch-Site`. */
const ELSEWHERE: readonly Readonly<Record<string, string>>[] = [
  { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
  { Origin: 'https://evil.example' },
  { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'cross-site' },
  // Another program on this machine: another port is the same site.
  { Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site' },
  { Origin: 'http://localhost' },
];

describe('each route of the console', LIMIT, () => {
  it('is refused to a name that leads to this machine', async (context) => {
    const scene = await ConsoleScene.start(context);
    const cookie = await scene.signIn();
    const { port } = new URL(scene.consoleUrl);
    const names = [
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `localhost.evil.example:${port}`,
      `evil.localhost:${port}`,
      `evil.example@127.0.0.1:${port}`,
      `127.0.0.1:${port}@evil.example`,
      `localhost:${port}, evil.example`,
      `[::ffff:7f00:1]:${port}`,
      `0.0.0.0:${port}`,
      `169.254.169.254:${port}`,
    ];
    for (const { method, path, body } of sampledRoutes()) {
      for (const host of names) {
        // The browser believes that the page and the console are of one origin.
        const headers = { Host: host, Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' };
        const answer = await scene.call(method, `/api${path}`, { body, cookie, headers });
        requireRefusal(answer, [403, 'host-refused']);
      }
    }
    assert.equal((await scene.call('GET', '/api/keys', { cookie })).status, 200);
  });

  it('is refused to pages elsewhere, which may read nothing', async (context) => {
    const scene = await ConsoleScene.start(context);
    const cookie = await scene.signIn();
    for (const { method, path, body } of sampledRoutes()) {
      for (const headers of ELSEWHERE) {
        const answer = await scene.call(method, `/api${path}`, { body, cookie, headers });
        requireRefusal(answer, [403, 'page-refused']);
        requireNotShared(answer.headers);
      }
    }
    assert.equal((await scene.call('GET', '/api/keys', { cookie })).status, 200);
  });

  it('takes no form', async (context) => {
    const scene = await ConsoleScene.start(context);
    const cookie = await scene.signIn();
    const forms = sampledRoutes().filter(({ method }) => method === 'POST');
    for (const { path, body } of forms) {
      for (const type of FORM_TYPES) {
        const send = (headers: Readonly<Record<string, string>>) => {
          const given = { 'Content-Type': type, ...headers };
          return scene.call('POST', `/api${path}`, { body, cookie, headers: given });
        };
        for (const page of ELSEWHERE) {
          requireRefusal(await send({ ...page, ...NO_OWN_FIELD }), [403, 'page-refused']);
        }
        // An old browser, or a proxy that removes what the browser tells of the page.
        requireRefusal(await send(NO_OWN_FIELD), [403, 'header-missing']);
        requireRefusal(await send({}), [415, 'unsupported-media-type']);
      }
    }
  });

  it('lets no page elsewhere send fields of its own', async (context) => {
    const scene = await ConsoleScene.start(context);
    for (const { name, method, path } of sampledRoutes()) {
      const headers = {
        ...ELSEWHERE[0],
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'x-ticketoffice-console,content-type',
      };
      const answer = await scene.call('OPTIONS', `/api${path}`, { headers });
      assert.ok(answer.status >= 400, name);
      requireNotShared(answer.headers);
    }
  });
});

function requireNotShared(headers: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
  assert.deepEqual(names, []);
}
