/** Which requests the console refuses: of strangers, of other sites, and in other forms. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { consoleRoutes } from '../../src/console-server/console-routes.ts';
import { settingsSchema } from '../../src/settings.ts';
import { settingsProblem } from '../../src/settings-problem.ts';
import { CertificateAuthority } from '../support/certificates.ts';
import {
  ConsoleScene,
  callConsole,
  cookieOf,
  requireRefusal,
  type SentCall,
} from './console-scene.ts';

const LIMIT = { timeout: 60_000 };
const WRITE = ['POST', '/api/users/unlock', { userId: 1 }] as const;

describe('the console', LIMIT, () => {
  it('answers no route but signing in without a session', async (context) => {
    const scene = await ConsoleScene.start(context);
    for (const { method, path, isPublic } of consoleRoutes) {
      const sent = method === 'POST' ? { body: {} } : {};
      const answer = await scene.call(method, `/api${path.replace(/\{.*\}/, '1')}`, sent);
      if (isPublic) assert.equal(answer.status, 400, answer.text);
      else requireRefusal(answer, [401, 'not-signed-in']);
    }
    const description = await scene.call('GET', '/api/openapi.json');
    requireRefusal(description, [401, 'not-signed-in']);
    assert.deepEqual(
      consoleRoutes.filter(({ isPublic }) => isPublic).map(({ path }) => path),
      ['/session/link', '/session/password'],
    );
  });

  it('is off unless a setting turns it on', async (context) => {
    const starting = ConsoleScene.start(context, { settings: { consolePort: null } });
    await assert.rejects(starting, assert.AssertionError);
  });

  it('lets a viewer look, but not act', async (context) => {
    const scene = await ConsoleScene.start(context);
    const cookie = await scene.signIn('viewer');
    const acts: readonly (readonly [path: string, body: object])[] = [
      ['/sessions/end', { ticketId: 'x' }],
      ['/sessions/end-all', { userId: 1 }],
      ['/sessions/end-cs-session', { loginId: 1 }],
      ['/users/unlock', { userId: 1 }],
      ['/users/disable', { userId: 1 }],
      ['/users/enable', { userId: 1 }],
      ['/applications/add-redirect-uri', { applicationId: 1, redirectUri: 'https://a.test/' }],
      ['/applications/remove-redirect-uri', { applicationId: 1, redirectUri: 'https://a.test/' }],
      ['/applications/grant-consent', { applicationId: 1 }],
      ['/applications/show-system-token', { applicationId: 1 }],
      ['/applications/revoke-consent', { applicationId: 1 }],
      ['/call', { operation: 'SoPrincipal/GetVersion', fields: {} }],
    ];
    for (const [path, body] of acts) {
      const answer = await scene.call('POST', `/api${path}`, { cookie, body });
      requireRefusal(answer, [403, 'not-permitted']);
    }
    const looks = ['/decode', ...acts.map(([path]) => path), '/session/link', '/session/password'];
    const writes = consoleRoutes.filter(({ method }) => method === 'POST');
    assert.deepEqual(writes.map(({ path }) => path).toSorted(), looks.toSorted());
    for (const { method, path } of consoleRoutes) {
      if (method !== 'GET' || path.includes('{') || path.endsWith('stream')) continue;
      const query = path.endsWith('form') ? '?name=User/GetAccessToken' : '';
      const answer = await scene.call('GET', `/api${path}${query}`, { cookie });
      assert.equal(answer.status, 200, `${path}: ${answer.text}`);
    }
  });

  const forms: readonly (readonly [what: string, SentCall, readonly [number, string]])[] = [
    [
      'another media type',
      { headers: { 'Content-Type': 'text/plain' } },
      [415, 'unsupported-media-type'],
    ],
    [
      'a form',
      { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      [415, 'unsupported-media-type'],
    ],
    ['no own header field', { headers: { 'X-Ticketoffice-Console': '' } }, [403, 'header-missing']],
    [
      'a body that is too large',
      { body: { userId: 1, more: 'x'.repeat(70_000) } },
      [413, 'too-large'],
    ],
    ['a body that is no JSON', { body: '{' }, [400, 'invalid-argument']],
    ['an unknown property', { body: { userId: 1, other: 2 } }, [400, 'invalid-argument']],
    ['a wrong value', { body: { userId: 'x' } }, [400, 'invalid-argument']],
    [
      'an unknown coding',
      { headers: { 'Content-Encoding': 'br' } },
      [415, 'unsupported-media-type'],
    ],
  ];
  for (const [what, sent, expected] of forms) {
    it(`refuses ${what}`, async (context) => {
      const scene = await ConsoleScene.start(context);
      const cookie = await scene.signIn();
      const [method, path, body] = WRITE;
      requireRefusal(await scene.call(method, path, { cookie, body, ...sent }), expected);
    });
  }

  it('tells which methods an address takes, and what is near an unknown one', async (context) => {
    const scene = await ConsoleScene.start(context);
    const cookie = await scene.signIn();
    const put = await scene.call('PUT', '/api/overview', { cookie, body: {} });
    requireRefusal(put, [405, 'method-not-allowed']);
    assert.equal(put.headers.allow, 'GET, HEAD');
    const unknown = await scene.call('GET', '/api/overviews', { cookie });
    requireRefusal(unknown, [404, 'not-found']);
    assert.match(unknown.text, /did you mean \/overview\?/);
  });

  it('sends the same protective header fields with every answer', async (context) => {
    const scene = await ConsoleScene.start(context);
    const answers = [
      await scene.call('GET', '/'),
      await scene.call('GET', '/api/session'),
      await scene.call('GET', '/api/session', { headers: { Host: 'evil.example' } }),
      await scene.call('POST', '/nothing', { body: {} }),
    ];
    for (const { headers, text: content } of answers) {
      assert.match(String(headers['content-security-policy']), /default-src 'none'/, content);
      assert.match(
        String(headers['content-security-policy']),
        /require-trusted-types-for 'script'/,
      );
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
      assert.equal(headers['access-control-allow-origin'], undefined);
    }
  });
});

describe('pages of other sites', LIMIT, () => {
  it('cannot use a name that leads here, as DNS rebinding does', async (context) => {
    const scene = await ConsoleScene.start(context, { isConsoleOpen: true });
    const { port } = new URL(scene.consoleUrl);
    // Such a page is of the same origin for its browser, which sends no sign of another.
    for (const host of [`evil.example:${port}`, 'evil.example', `127.0.0.1.evil.example:${port}`]) {
      const headers = { Host: host, Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' };
      for (const path of ['/api/session', '/api/journal', '/']) {
        requireRefusal(await scene.call('GET', path, { headers }), [403, 'host-refused']);
      }
      const [method, path, body] = WRITE;
      requireRefusal(await scene.call(method, path, { headers, body }), [403, 'host-refused']);
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const { status } = await scene.call('GET', '/api/session', { headers: { Host: host } });
      assert.equal(status, 200, host);
    }
    const socket = connect(Number(port), '127.0.0.1');
    socket.end('GET /api/session HTTP/1.0\r\n\r\n');
    assert.match(await text(socket), /^HTTP\/1\.1 403 [\s\S]*host-refused/);
  });

  it('cannot send a form or a script with the cookie of their visitor', async (context) => {
    const scene = await ConsoleScene.start(context);
    const cookie = await scene.signIn();
    const [method, path, body] = WRITE;
    const { origin, port } = new URL(scene.consoleUrl);
    const signs: readonly Readonly<Record<string, string>>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: `http://localhost:${port}` },
      { Origin: `https://127.0.0.1:${port}` },
      { Origin: 'http://127.0.0.1:1' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: origin },
    ];
    for (const headers of signs) {
      const form = { 'Content-Type': 'text/plain', 'X-Ticketoffice-Console': '' };
      const byForm = await scene.call(method, path, {
        cookie,
        body,
        headers: { ...headers, ...form },
      });
      requireRefusal(byForm, [403, 'page-refused']);
      requireRefusal(await scene.call(method, path, { cookie, body, headers }), [
        403,
        'page-refused',
      ]);
    }
    for (const headers of [{}, { Origin: origin, 'Sec-Fetch-Site': 'same-origin' }]) {
      const { json } = await scene.call(method, path, { cookie, body, headers });
      assert.equal(Reflect.get(Object(json), 'error'), 'not-found');
    }
  });

  it('cannot read the live journal, nor open a websocket', async (context) => {
    const scene = await ConsoleScene.start(context, { isConsoleOpen: true });
    const elsewhere = [
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' },
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    ];
    for (const headers of elsewhere) {
      for (const path of ['/api/journal/stream', '/api/journal', '/api/session']) {
        requireRefusal(await scene.call('GET', path, { headers }), [403, 'page-refused']);
      }
    }
    const { host, port } = new URL(scene.consoleUrl);
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(
      `GET /api/journal/stream HTTP/1.1\r\nHost: ${host}\r\nOrigin: https://evil.example\r\n` +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    assert.match(await text(socket), /^HTTP\/1\.1 403 [\s\S]*page-refused/);
  });

  it('may link to a page, but embed and load nothing of it', async (context) => {
    const scene = await ConsoleScene.start(context);
    const from = { 'Sec-Fetch-Site': 'cross-site' };
    const visit = { ...from, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    assert.notEqual((await scene.call('GET', '/', { headers: visit })).status, 403);
    const frame = { ...from, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' };
    requireRefusal(await scene.call('GET', '/', { headers: frame }), [403, 'page-refused']);
    const script = { ...from, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' };
    requireRefusal(await scene.call('GET', '/', { headers: script }), [403, 'page-refused']);
  });
});

describe('cookies', LIMIT, () => {
  it('of another installation on the host do not open this one, nor close it', async (context) => {
    const one = await ConsoleScene.start(context);
    const other = await ConsoleScene.start(context);
    const cookie = await one.signIn();
    const foreign = await other.signIn();
    assert.notEqual(cookie.split('=')[0], foreign.split('=')[0]);
    requireRefusal(await one.call('GET', '/api/session', { cookie: foreign }), [
      401,
      'not-signed-in',
    ]);
    // A browser sends both, because cookies ignore ports.
    for (const both of [`${cookie}; ${foreign}`, `${foreign}; ${cookie}`]) {
      assert.equal((await one.call('GET', '/api/session', { cookie: both })).status, 200);
    }
    // The right name with the secret of the other installation.
    const mixed = `${cookie.split('=')[0]}=${foreign.split('=')[1]}`;
    requireRefusal(await one.call('GET', '/api/session', { cookie: mixed }), [
      401,
      'not-signed-in',
    ]);
    // Another program on the host has set one of the same name for a path.
    const twice = `${mixed}; ${cookie}`;
    requireRefusal(await one.call('GET', '/api/session', { cookie: twice }), [
      401,
      'not-signed-in',
    ]);
  });

  it('are for this host, for no script, and for no other site', async (context) => {
    const scene = await ConsoleScene.start(context);
    const answer = await scene.call('POST', '/api/session/link', {
      body: await scene.link('viewer'),
    });
    const [set = ''] = answer.headers['set-cookie'] ?? [];
    const { id } = scene.installation.registry.installation;
    assert.match(set, /^ticketoffice-[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.ok(set.startsWith(`ticketoffice-${id.slice(0, 8)}=`));
  });

  it('are for https alone where a proxy speaks it', async (context) => {
    const settings = { consoleUrl: 'https://ops.example.com' };
    const scene = await ConsoleScene.start(context, { settings });
    const body = await scene.link('viewer');
    const headers = { Host: 'ops.example.com', Origin: 'https://ops.example.com' };
    const signedIn = await scene.call('POST', '/api/session/link', { body, headers });
    const [set = ''] = signedIn.headers['set-cookie'] ?? [];
    assert.match(set, /^__Host-ticketoffice-[0-9a-f]{8}=[\w-]{43}; .*SameSite=Strict; Secure$/);
    const cookie = cookieOf(signedIn);
    assert.equal((await scene.call('GET', '/api/session', { cookie, headers })).status, 200);
    // By the other address, the cookie without the prefix counts.
    requireRefusal(await scene.call('GET', '/api/session', { cookie }), [401, 'not-signed-in']);
    const wrong = { Host: 'ops.example.com', Origin: 'http://ops.example.com' };
    const answer = await scene.call('GET', '/api/session', { cookie, headers: wrong });
    requireRefusal(answer, [403, 'page-refused']);
  });

  it('are for https alone where the console speaks it, beyond loopback', async (context) => {
    const authority = new CertificateAuthority('Test');
    const tls = { ...authority.issueServer(), clientCa: null };
    const settings = { consoleHost: '0.0.0.0' };
    const scene = await ConsoleScene.start(context, { settings, tls });
    assert.match(scene.consoleUrl, /^https:/);
    const { port } = new URL(scene.consoleUrl);
    const url = `https://localhost:${port}`;
    const body = await scene.link('viewer');
    const signedIn = await callConsole(url, 'POST', '/api/session/link', { body });
    assert.match(cookieOf(signedIn), /^__Host-/);
    const cookie = cookieOf(signedIn);
    const overview = await callConsole(url, 'GET', '/api/overview', { cookie });
    assert.match(overview.text, /"certificate":\{"subject":"CN=127.0.0.1"/);
    const problem = settingsProblem(settingsSchema.parse({ ...settings, consolePort: 1 }));
    assert.match(String(problem), /^consoleHost \(0\.0\.0\.0\) needs TLS/);
    const proxied = { consolePort: 1, consoleHost: '::', consoleUrl: 'https://ops.example.com' };
    assert.equal(settingsProblem(settingsSchema.parse(proxied)), null);
  });
});
