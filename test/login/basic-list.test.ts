/** Points of the OpenID Foundation's basic list that no other test has: see docs/conformance.md. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { LoginScene, type Parameters, TENANT, TestBrowser } from '../support/login-scene.ts';

let scene: LoginScene;
before(async () => {
  scene = await LoginScene.create();
});
after(() => scene.close());

/** Returns the claims that the application gets for the request. */
async function claimsOf(browser: TestBrowser, parameters: Parameters) {
  const { location } = await browser.open(scene.address(parameters));
  const code = new URL(location ?? '').searchParams.get('code');
  assert.ok(code, location ?? 'a page');
  const { body } = await scene.tokens(scene.redemption(code));
  return { claims: decodeJwt(String(body['id_token'])), idToken: String(body['id_token']) };
}

describe('a request of a person who is signed in', () => {
  it('for a code needs no nonce, and the id_token then has none', async () => {
    const browser = new TestBrowser();
    await scene.signIn({}, TENANT, browser);
    const { nonce: _left, ...request } = scene.request();
    const { claims } = await claimsOf(browser, request);
    assert.equal('nonce' in claims, false);
  });

  it('may have its scopes in any order, and parameters without effect', async () => {
    const browser = new TestBrowser();
    await scene.signIn({}, TENANT, browser);
    const { claims, idToken } = await claimsOf(browser, scene.request());
    const ignored: readonly Parameters[] = [
      { scope: 'profile email openid address phone' },
      { display: 'popup' },
      { claims_locales: 'nb' },
      { claims: '{"id_token":{"name":{"essential":true}}}' },
      { acr_values: '1 2' },
      { extra: 'foobar' },
      { prompt: 'none', id_token_hint: idToken },
    ];
    for (const changes of ignored) {
      const got = await claimsOf(browser, scene.request(changes));
      assert.deepEqual(Object.keys(got.claims), Object.keys(claims), JSON.stringify(changes));
      assert.equal(got.claims.sub, claims.sub);
    }
  });
});
