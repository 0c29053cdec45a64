/** Cross-origin requests: refused to pages of every origin that the setting does not name. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { currentPrincipal, getAccessToken } from '../support/rest-calls.ts';
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
  await addUser(await installation.officeOf(), 'anna', 'secret');
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
            'Authorization, Content-Type, SO-AppToken, SO-TimeZone, SO-Language, SO-Culture',
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

  it('are allowed for REST and OAuth, not for SOAP', async () => {
    const url = await installation.serve({ corsOrigins: ['*'] });
    const response = await preflight(url, ALLOWED, '/Remote/Services88/User.svc');
    assert.deepEqual(corsOf(response), {});
  });
});
