/** Cross-origin requests: refused to pages of every origin that the setting does not name. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { currentPrincipal, getAccessToken, systemInfo } from '../support/rest-calls.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const ALLOWED = 'https://app.example.com';
const ALSO_ALLOWED = 'http://localhost:5173';
const STRANGE = [
  'https://evil.example.com',
  `${ALLOWED}.evil.example`,
  'null',
  'https://APP.example.com',
];

let installation: TestInstallation;
before(async () => {
  installation = await TestInstallation.create('onsite');
  await addUser(await installation.servicesOf(), 'anna', 'secret');
});
after(() => installation.close());

function corsOf({ headers }: Response): Readonly<Record<string, string>> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
}

const preflight = (url: string, origin: string, path = getAccessToken) =>
  fetch(url + path, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type',
    },
  });

const call = (url: string, origin: string) =>
  fetch(url + currentPrincipal, { headers: { Origin: origin } });

async function statusOfForm(url: string, headers: Record<string, string>): Promise<number> {
  const body = new URLSearchParams({ UserName: 'nobody', Password: 'wrong' });
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

describe('cross-origin requests', () => {
  it('are not allowed by default', async () => {
    const url = await installation.serve();
    for (const response of [await preflight(url, ALLOWED), await call(url, ALLOWED)]) {
      assert.deepEqual(corsOf(response), {});
      assert.equal(response.headers.get('vary'), null);
    }
    assert.equal((await preflight(url, ALLOWED)).status, 405);
  });

  it('are allowed only to the named origins', async () => {
    const url = await installation.serve({ corsOrigins: [ALLOWED, ALSO_ALLOWED] });
    for (const origin of [ALLOWED, ALSO_ALLOWED]) {
      for (const path of [getAccessToken, currentPrincipal, '/oauth2/token', '/api/nothing']) {
        const before = await preflight(url, origin, path);
        assert.equal(before.status, 204, path);
        assert.deepEqual(corsOf(before), {
          'access-control-allow-origin': origin,
          'access-control-allow-methods': 'GET, HEAD, POST',
          'access-control-allow-headers':
            'Authorization, Content-Type, SO-AppToken, SO-TimeZone, SO-Language, SO-Culture, ' +
            'SO-Browser-TZ-Offset',
          'access-control-expose-headers': 'WWW-Authenticate, Retry-After, SO-TimeZone',
          'access-control-max-age': '600',
        });
      }
      const refused = await call(url, origin);
      assert.equal(refused.status, 401);
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer/);
      assert.match(refused.headers.get('vary') ?? '', /\bOrigin\b/);
      const told = corsOf(refused);
      assert.equal(told['access-control-allow-origin'], origin);
      assert.equal(
        told['access-control-expose-headers'],
        'WWW-Authenticate, Retry-After, SO-TimeZone',
      );
    }
    for (const origin of STRANGE) {
      for (const response of [await preflight(url, origin), await call(url, origin)]) {
        assert.equal(response.headers.get('access-control-allow-origin'), null, origin);
        assert.match(response.headers.get('vary') ?? '', /\bOrigin\b/);
      }
    }
  });

  it('are allowed to all origins if the setting says so, but never with cookies', async () => {
    const url = await installation.serve({ corsOrigins: ['*'] });
    for (const response of [
      await preflight(url, 'https://any.example'),
      await call(url, ALLOWED),
    ]) {
      const told = corsOf(response);
      assert.equal(told['access-control-allow-origin'], '*');
      assert.equal(told['access-control-allow-credentials'], undefined);
    }
  });

  it('are not allowed to forms either, which browsers send without asking first', async () => {
    const url = await installation.serve({ corsOrigins: [ALLOWED] });
    const login = '/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword';
    for (const origin of STRANGE) {
      assert.equal(await statusOfForm(url + login, { Origin: origin }), 403, origin);
      assert.equal(await statusOfForm(`${url}/oauth2/token`, { Origin: origin }), 403, origin);
    }
    const isSameSite = { Origin: STRANGE[0] ?? '', 'Sec-Fetch-Site': 'same-site' };
    assert.equal(await statusOfForm(url + login, isSameSite), 403);
    const bodiless = { method: 'POST', headers: { Origin: STRANGE[0] ?? '' } };
    assert.equal((await fetch(url + systemInfo, bodiless)).status, 403);
  });

  it('leave out forms of programs, of this origin and of named ones', async () => {
    const url = await installation.serve({ corsOrigins: [ALLOWED] });
    const isSameOrigin = { Origin: 'https://other.name', 'Sec-Fetch-Site': 'same-origin' };
    for (const headers of [{}, { Origin: url }, { Origin: ALLOWED }, isSameOrigin]) {
      assert.equal(await statusOfForm(url + systemInfo, headers), 200);
    }
    const open = await installation.serve({ corsOrigins: ['*'] });
    assert.equal(await statusOfForm(open + systemInfo, { Origin: STRANGE[0] ?? '' }), 200);
  });

  it('are a matter of REST and OAuth, not of SOAP', async () => {
    const url = await installation.serve({ corsOrigins: ['*'] });
    const response = await preflight(url, ALLOWED, '/Remote/Services88/User.svc');
    assert.deepEqual(corsOf(response), {});
  });
});
