/** No page of another site, and no name that leads to this machine, can use the console. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exchange } from '../hostile/wire.ts';
import { type RouteSample, sampledRoutes } from './routes.ts';
import { ConsoleScene, errorIn } from './scene.ts';

const LIMIT = { timeout: 60_000 };
const EVIL = 'https://evil.example';
const NO_OWN_FIELD = { 'X-Ticketoffice-Console': undefined };
const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
];
/** What a browser sends for requests of a page elsewhere. Old ones do not send `Sec-Fetch-Site`. */
const ELSEWHERE = [
  { Origin: EVIL, 'Sec-Fetch-Site': 'cross-site' },
  { Origin: EVIL, 'Sec-Fetch-Site': undefined },
  { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
  { Origin: undefined, 'Sec-Fetch-Site': 'cross-site' },
  // Another program on this machine: another port is the same site.
  { Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site' },
  { Origin: 'http://localhost', 'Sec-Fetch-Site': undefined },
] as const;

describe('the console and pages of other sites', LIMIT, () => {
  let scene: ConsoleScene;
  let cookie: string;
  before(async () => {
    scene = await ConsoleScene.open();
    cookie = await scene.signIn();
  });
  after(() => scene.close());

  const port = () => new URL(scene.url).port;
  const at = ({ path }: RouteSample) => `/api${path}`;

  it('refuses every route to a name that leads to this machine', async () => {
    const names = [
      `evil.example:${port()}`,
      'evil.example',
      `127.0.0.1.evil.example:${port()}`,
      `localhost.evil.example:${port()}`,
      `evil.localhost:${port()}`,
      `evil.example@127.0.0.1:${port()}`,
      `127.0.0.1:${port()}@evil.example`,
      `localhost:${port()}, evil.example`,
      `[::ffff:7f00:1]:${port()}`,
      `0.0.0.0:${port()}`,
      `169.254.169.254:${port()}`,
    ];
    for (const { name, method, body, ...sample } of sampledRoutes()) {
      for (const host of names) {
        // The browser believes that the page and the console are of one origin.
        const fields = { Host: host, Origin: `http://${host}` };
        const answer = await scene.ask({ method, path: at(sample), body, cookie, fields });
        assert.equal(answer.status, 403, `${name} at ${host}`);
        assert.equal(errorIn(answer), 'host-refused', `${name} at ${host}`);
      }
    }
    const unnamed = await exchange(scene.url, 'GET /api/keys HTTP/1.0\r\n\r\n');
    assert.match(unnamed, /^HTTP\/1\.1 403 /);
    const index = await scene.ask({ path: '/', fields: { Host: `evil.example:${port()}` } });
    assert.equal(index.status, 403);
    assert.equal(await scene.statusWith(cookie), 200);
  });

  it('is there under the names of this machine', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]', '127.8.8.8']) {
      const fields = { Host: `${host}:${port()}`, Origin: undefined };
      const { status } = await scene.ask({ path: '/api/keys', cookie, fields });
      assert.equal(status, 200, host);
    }
  });

  it('refuses every route to requests of other pages, and lets them read nothing', async () => {
    for (const { name, method, body, ...sample } of sampledRoutes()) {
      for (const fields of ELSEWHERE) {
        const answer = await scene.ask({ method, path: at(sample), body, cookie, fields });
        const told = `${name} from ${JSON.stringify(fields)}`;
        assert.equal(answer.status, 403, told);
        assert.equal(errorIn(answer), 'page-refused', told);
        const allowed = Object.keys(answer.fields).filter((field) => /^access-control/.test(field));
        assert.deepEqual(allowed, [], told);
      }
    }
    assert.equal(await scene.statusWith(cookie), 200);
  });

  it('refuses forms, whose fields a page elsewhere can choose in part', async () => {
    const forms = sampledRoutes().filter(({ method }) => method === 'POST');
    for (const { name, body, ...sample } of forms) {
      for (const type of FORM_TYPES) {
        const told = `${name} as ${type}`;
        const bytes = Buffer.from(JSON.stringify(body));
        const form = { method: 'POST', path: at(sample), body: bytes, cookie };
        for (const page of ELSEWHERE) {
          const fields = { 'Content-Type': type, ...page, ...NO_OWN_FIELD };
          const { status } = await scene.ask({ ...form, fields });
          assert.equal(status, 403, told);
        }
        // An old browser, or a proxy that removes both fields.
        const untold = { Origin: undefined, 'Sec-Fetch-Site': undefined };
        const fields = { 'Content-Type': type, ...untold, ...NO_OWN_FIELD };
        assert.equal(errorIn(await scene.ask({ ...form, fields })), 'header-missing', told);
        const own = await scene.ask({ ...form, fields: { 'Content-Type': type } });
        assert.equal(own.status, 415, told);
      }
    }
  });

  it('does not allow a page elsewhere to ask with fields of its own', async () => {
    for (const { name, method, ...sample } of sampledRoutes()) {
      const answer = await scene.ask({
        method: 'OPTIONS',
        path: at(sample),
        fields: {
          Origin: EVIL,
          'Sec-Fetch-Site': 'cross-site',
          'Access-Control-Request-Method': method,
          'Access-Control-Request-Headers': 'x-ticketoffice-console,content-type',
        },
      });
      assert.ok(answer.status >= 400, name);
      assert.equal(answer.fields['access-control-allow-origin'], undefined, name);
    }
  });

  it('refuses a websocket, and does not speak it to its own pages', async () => {
    const upgrade = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const path = '/api/journal/stream';
    for (const fields of ELSEWHERE) {
      const answer = await scene.ask({ path, cookie, fields: { ...upgrade, ...fields } });
      assert.equal(answer.status, 403, JSON.stringify(fields));
    }
    const own = await scene.begin({ path: '/api/keys', cookie, fields: upgrade });
    own.destroy();
    assert.equal(own.statusCode, 200);
  });

  it('is not shown in frames, loaded as a script or opened at its API by other sites', async () => {
    const crossSite = { Origin: undefined, 'Sec-Fetch-Site': 'cross-site' };
    const loads = [
      { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' },
      { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
      { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
      { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'object' },
    ];
    for (const fields of loads) {
      for (const path of ['/', '/api/keys']) {
        const answer = await scene.ask({ path, cookie, fields: { ...crossSite, ...fields } });
        assert.equal(answer.status, 403, `${path} ${JSON.stringify(fields)}`);
      }
    }
    const link = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    const api = await scene.ask({ path: '/api/keys', cookie, fields: { ...crossSite, ...link } });
    assert.equal(api.status, 403);
    const page = await scene.ask({ path: '/', fields: { ...crossSite, ...link } });
    assert.notEqual(page.status, 403);
    assert.match(`${page.fields['content-security-policy']}`, /frame-ancestors 'none'/);
    assert.equal(page.fields['cross-origin-opener-policy'], 'same-origin');
  });
});
