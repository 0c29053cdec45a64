/** How the endpoints answer requests that are wrong in form. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { basic, read, tokenExchange } from '../support/oauth-calls.ts';
import { assertRefused, OAuthScene } from '../support/oauth-scene.ts';

const FORM = 'application/x-www-form-urlencoded';
const ENDPOINTS = ['token', 'introspect', 'revoke'];

let scene: OAuthScene;
before(async () => {
  scene = await OAuthScene.create();
});
after(() => scene.close());

const send = (path: string, init: RequestInit) => fetch(`${scene.cast.base}${path}`, init);

const sendBody = async (body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
  read(
    await send('/oauth2/introspect', {
      method: 'POST',
      headers: {
        Authorization: basic(scene.cast.application),
        'Content-Type': FORM,
        ...headers,
      },
      body,
    }),
  );

describe('the methods', () => {
  it('of the endpoints are only POST', async () => {
    for (const endpoint of ENDPOINTS) {
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const answer = await read(await send(`/oauth2/${endpoint}?token=x`, { method }));
        assertRefused(answer, 'invalid_request', 405, /expected POST/);
        assert.equal(answer.headers.get('allow'), 'POST');
      }
      const head = await send(`/oauth2/${endpoint}`, { method: 'HEAD' });
      assert.deepEqual([head.status, head.headers.get('allow')], [405, 'POST']);
    }
  });

  it('of readable pages are GET and HEAD', async () => {
    for (const path of ['/oauth2/jwks', '/.well-known/oauth-authorization-server']) {
      for (const method of ['POST', 'DELETE', 'OPTIONS']) {
        const answer = await read(await send(path, { method }));
        assertRefused(answer, 'invalid_request', 405, /expected GET or HEAD/);
        assert.equal(answer.headers.get('allow'), 'GET, HEAD');
      }
      const head = await send(path, { method: 'HEAD' });
      assert.deepEqual([head.status, await head.text()], [200, '']);
      const isKeys = path === '/oauth2/jwks';
      assert.equal(head.headers.get('cache-control'), isKeys ? 'public, max-age=300' : 'no-store');
    }
  });

  it('are shown only to pages of allowed origins', async () => {
    const origin = 'https://app.example.com';
    const server = await scene.cast.installation.serve({ corsOrigins: [origin] });
    const ask = (from: string) =>
      fetch(`${server}/Cust12345/oauth2/token`, {
        method: 'OPTIONS',
        headers: { Origin: from, 'Access-Control-Request-Method': 'POST' },
      });
    const allowed = await ask(origin);
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get('access-control-allow-origin'), origin);
    const refused = await ask('https://evil.example.com');
    assert.notEqual(refused.headers.get('access-control-allow-origin'), 'https://evil.example.com');
  });
});

describe('the address', () => {
  it('is refused if nothing is there', async () => {
    for (const path of ['/oauth2', '/oauth2/authorize', '/oauth2/token/x', '/.well-known/x']) {
      for (const method of ['GET', 'POST']) {
        const answer = await read(await send(path, { method }));
        assertRefused(answer, 'invalid_request', 404, /There is .*\/oauth2\/token/);
      }
    }
  });

  it('is refused without a served tenant', async () => {
    const { base, services, installation } = scene.cast;
    const { origin } = new URL(base);
    const post = async (prefix: string) => {
      const headers = { 'Content-Type': FORM };
      const url = `${origin}${prefix}/oauth2/token`;
      return read(await fetch(url, { method: 'POST', headers, body: 'a=b' }));
    };
    assertRefused(await post(''), 'invalid_request', 421, /Put the context identifier/);
    assertRefused(await post('/Cust99'), 'invalid_request', 421, /no tenant 'Cust99' here/);
    const { tenants } = installation.registry.stores;
    await tenants.suspend(services.tenant.id, 1);
    assertRefused(await post('/Cust12345'), 'invalid_request', 421, /suspended/);
    await tenants.resume(services.tenant.id);
    assertRefused(await post('/Cust12345'), 'invalid_client', 401, /authentication failed/);
  });
});

describe('the body', () => {
  it('must be a form', async () => {
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain', 'x']) {
      const answer = await sendBody('{}', { 'Content-Type': type });
      assertRefused(answer, 'invalid_request', 415, /x-www-form-urlencoded|media type/i);
    }
    const headers = { Authorization: basic(scene.cast.application) };
    const nothing = await read(await send('/oauth2/introspect', { method: 'POST', headers }));
    assertRefused(nothing, 'invalid_request', 415, /x-www-form-urlencoded/);
    for (const type of [`${FORM};charset=UTF-8`, FORM.toUpperCase()]) {
      assert.equal((await sendBody('token=x', { 'Content-Type': type })).status, 200);
    }
  });

  it('has at most 64 KiB, compressed or not', async () => {
    assert.equal((await sendBody(`token=${'x'.repeat(65_530)}`)).status, 200);
    const large = `token=${'x'.repeat(65_531)}`;
    assertRefused(await sendBody(large), 'invalid_request', 413, /65536 bytes at most/);
    const gzip = { 'Content-Encoding': 'gzip' };
    const packed = new Uint8Array(gzipSync(large));
    assertRefused(await sendBody(packed, gzip), 'invalid_request', 413, /65536 bytes at most/);
    assert.equal((await sendBody(new Uint8Array(gzipSync('token=x')), gzip)).status, 200);
    const huge = new Uint8Array(gzipSync('x'.repeat(2 ** 21)));
    assertRefused(await sendBody(huge, gzip), 'invalid_request', 413, /larger than/);
    const other = { 'Content-Encoding': 'br' };
    assertRefused(await sendBody('x', other), 'invalid_request', 415, /Content-Encoding/);
  });

  it('has each parameter once, in UTF-8, and at most 50', async () => {
    for (const [body, description] of [
      ['token=x&token=x', /token comes more than once/],
      ['token=x&foo=1&foo=2', /foo comes more than once/],
      ['token=%FF', /in UTF-8/],
      [new Uint8Array([0x61, 0x3d, 0xff]), /in UTF-8/],
      [Array.from({ length: 51 }, (_, at) => `p${at}=1`).join('&'), /50 parameters at most/],
      [`token=x&${'"\\é'.repeat(20)}=1&${'"\\é'.repeat(20)}=2`, /comes more than once/],
      ['token=', /token is missing/],
      ['token=&token=', /token is missing/],
      ['', /token is missing/],
    ] as const) {
      assertRefused(await sendBody(body), 'invalid_request', 400, description);
    }
    assert.equal((await sendBody('token=&token=x&unknown=1&__proto__=2')).status, 200);
  });
});

describe('the grant type', () => {
  it('must be a supported one', async () => {
    assertRefused(await scene.post('token', {}), 'invalid_request', 400, /grant_type is missing/);
    for (const grant_type of ['password', 'authorization_code', 'CLIENT_CREDENTIALS']) {
      const answer = await scene.post('token', { grant_type });
      assertRefused(answer, 'unsupported_grant_type', 400, /client_credentials or urn:ietf/);
    }
    const repeated = await scene.post('token', [
      ['grant_type', tokenExchange],
      ['grant_type', tokenExchange],
    ]);
    assertRefused(repeated, 'invalid_request', 400, /more than once/);
  });
});

it('an internal error is a server_error and reveals nothing', async () => {
  const broken = await OAuthScene.create();
  const ticket = await broken.newTicket();
  const { stores } = broken.cast.services;
  stores.tickets.findState = async () => {
    throw new Error('a secret at /some/path');
  };
  const answer = await broken.post('introspect', { token: ticket });
  assertRefused(answer, 'server_error', 500, /^This server could not do it/);
  assert.doesNotMatch(JSON.stringify(answer.body), /secret|path/);
  await broken.close();
});

describe('the header fields of a form', () => {
  const body = 'token=x';

  it('may have further parameters', async () => {
    for (const headers of [
      { 'Content-Type': `${FORM}; charset=UTF-8;` },
      { 'Content-Type': `${FORM}; charset=utf8` },
      { 'Content-Type': `${FORM};charset=ISO-8859-1` },
      { 'Content-Type': `${FORM}; boundary=x; charset=""` },
      { 'Content-Encoding': 'UTF-8' },
    ]) {
      const answer = await sendBody(body, headers);
      assert.deepEqual([answer.status, answer.body], [200, { active: false }]);
    }
  });

  it('are refused with an unsupported charset or coding', async () => {
    for (const charset of ['usacii', 'utf-16', 'ebcdic']) {
      const answer = await sendBody(body, { 'Content-Type': `${FORM}; charset=${charset}` });
      assertRefused(answer, 'invalid_request', 415, /charset is not supported/);
    }
    const answer = await sendBody(body, { 'Content-Encoding': 'br' });
    assertRefused(answer, 'invalid_request', 415, /expected gzip, deflate or none/);
  });
});
