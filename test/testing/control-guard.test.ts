/** Who may use the control API, and from where. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectTestServer } from '../../src/testing/connect-test-server.ts';
import { callControl, requireRefusal, startFrozen } from './control-calls.ts';

const LIMIT = { timeout: 60_000 };
const TOKEN = 'a-token-of-the-tests';
const ANYWHERE = { host: '0.0.0.0' };

describe('the control API on loopback', LIMIT, () => {
  it('is open to programs of this machine, by its usual names', async (context) => {
    const server = await startFrozen(context);
    for (const host of ['localhost', '127.0.0.1:8088', '[::1]:1', 'LOCALHOST', '127.1.2.3']) {
      const headers = { Host: host };
      assert.equal((await callControl(server, 'POST', 'reset', { headers })).status, 204, host);
    }
  });

  it('refuses names that lead here from elsewhere (DNS rebinding)', async (context) => {
    const server = await startFrozen(context);
    const { host } = new URL(server.url);
    const names = ['evil.example', 'localhost.evil.example', `127.0.0.1.nip.io`, '10.0.0.1', 'a b'];
    for (const name of names) {
      for (const path of ['health', 'clock', 'openapi.json', 'nothing']) {
        const answer = await callControl(server, 'GET', path, { headers: { Host: name } });
        requireRefusal(answer, [403, 'page-refused', /expected localhost, 127\.0\.0\.1 or/]);
      }
    }
    const headers = { Host: host };
    assert.equal((await callControl(server, 'GET', 'clock', { headers })).status, 200);
  });

  it('refuses pages of other origins, also on another port of this machine', async (context) => {
    const server = await startFrozen(context);
    const { port } = new URL(server.url);
    const foreign = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: `http://127.0.0.1:${Number(port) + 1}` },
      { Origin: `http://localhost:${port}` },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: server.url, 'Sec-Fetch-Site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const answer = await callControl(server, 'POST', 'reset', { headers });
      requireRefusal(answer, [403, 'page-refused', /page of another origin/]);
    }
    for (const site of ['same-origin', 'none']) {
      const headers = { Origin: server.url, 'Sec-Fetch-Site': site };
      assert.equal((await callControl(server, 'POST', 'reset', { headers })).status, 204);
    }
  });

  it('takes no body that a page can send without asking first', async (context) => {
    const server = await startFrozen(context);
    const body = '{"by":"6h"}';
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await callControl(server, 'POST', 'clock/advance', { type, body });
      requireRefusal(answer, [415, 'unsupported-media-type', /expected application\/json/]);
    }
    assert.deepEqual((await server.clock.now()).getUTCHours(), 0);
  });

  it('asks for a token if one was given', async (context) => {
    const server = await startFrozen(context, { controlToken: TOKEN });
    assert.equal(server.controlToken, TOKEN);
    const answer = await callControl(server, 'GET', 'clock');
    requireRefusal(answer, [401, 'token-refused', /is missing; expected it as "Authorization/]);
  });
});

describe('the control API on other addresses', LIMIT, () => {
  it('makes a token of its own', async (context) => {
    const [one, two] = [await startFrozen(context, ANYWHERE), await startFrozen(context, ANYWHERE)];
    assert.match(`${one.controlToken}`, /^[\w-]{43}$/);
    assert.notEqual(one.controlToken, two.controlToken);
    const headers = { Authorization: `Bearer ${one.controlToken}` };
    assert.equal((await callControl(one, 'GET', 'clock', { headers })).status, 200);
    assert.equal((await callControl(two, 'GET', 'clock', { headers })).status, 401);
  });

  it('asks for the token at each address except health', async (context) => {
    const server = await startFrozen(context, { ...ANYWHERE, controlToken: TOKEN });
    assert.equal((await callControl(server, 'GET', 'health')).status, 200);
    for (const path of ['clock', 'openapi.json', 'requests', 'nothing']) {
      requireRefusal(await callControl(server, 'GET', path), [401, 'token-refused', /is missing/]);
    }
    const wrong = ['x', TOKEN.slice(1), `${TOKEN}x`, TOKEN.toUpperCase(), ''];
    for (const headers of [
      ...wrong.map((token) => ({ Authorization: `Bearer ${token}` })),
      { Authorization: `Basic ${TOKEN}` },
      { Authorization: TOKEN },
    ]) {
      const answer = await callControl(server, 'POST', 'reset', { headers });
      requireRefusal(answer, [401, 'token-refused', /is wrong/]);
    }
    const headers = { Authorization: `Bearer ${TOKEN}`, Host: 'ticketoffice:8088' };
    assert.equal((await callControl(server, 'POST', 'reset', { headers })).status, 204);
    const page = { ...headers, Origin: 'https://evil.example' };
    const answer = await callControl(server, 'POST', 'reset', { headers: page });
    requireRefusal(answer, [403, 'page-refused', /page of another origin/]);
  });

  it('lets a client connect with the token only', async (context) => {
    const { controlUrl } = await startFrozen(context, { ...ANYWHERE, controlToken: TOKEN });
    const server = await connectTestServer(controlUrl, { token: TOKEN });
    assert.equal(server.controlToken, TOKEN);
    await server.reset();
    await server.close();
    await assert.rejects(server.reset(), /connection to the test server was closed/);
    await assert.rejects(connectTestServer(controlUrl), { code: 'token-refused' });
    await assert.rejects(connectTestServer(controlUrl, { token: 'x' }), { code: 'token-refused' });
  });

  it('does not start with a token that is easily guessed', async (context) => {
    for (const controlToken of ['', 'short', 'a token with spaces']) {
      await assert.rejects(startFrozen(context, { controlToken }), (error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, /16 to 500 visible ASCII characters/);
        assert.ok(controlToken === '' || !error.message.includes(controlToken));
        return true;
      });
    }
  });
});

describe('a client of the control API', LIMIT, () => {
  it('says so if there is none', async (context) => {
    const { url } = await startFrozen(context);
    await assert.rejects(connectTestServer(`${url}/Remote/`), {
      code: 'unreachable',
      message: /There is no control API at .*\/Remote\/: it answered with status 404\. Expected/,
    });
    await assert.rejects(connectTestServer('127.0.0.1:8088/__ticketoffice/'), {
      code: 'unreachable',
      message: /^There is no control API at 127\.0\.0\.1:8088\/.*: this is no URL\. Expected the/,
    });
    await assert.rejects(connectTestServer('http://127.0.0.1:1/__ticketoffice/'), {
      code: 'unreachable',
      message: /nothing answered/,
    });
  });

  it('takes an address with or without a slash at its end', async (context) => {
    const { controlUrl } = await startFrozen(context);
    const server = await connectTestServer(controlUrl.replace(/\/$/, ''));
    assert.equal(server.controlUrl, controlUrl);
    await server.clock.now();
  });
});
