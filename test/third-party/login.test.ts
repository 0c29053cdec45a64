/** Unmodified OpenID Connect libraries sign a person in, refresh, call REST and sign out. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { pythonAuthlib } from '../support/interpreters.ts';
import { LoginScene, PASSWORD, REDIRECT, TestBrowser } from '../support/login-scene.ts';

const insecure = { [oauth.allowInsecureRequests]: true };
/** Without a query: openid-client leaves it out when it redeems a code. */
const PLAIN = 'https://app.example.com/out';
const EMAIL = 'http://schemes.superoffice.net/identity/email';

let scene: LoginScene;
before(async () => {
  // The libraries compare times with those of this machine.
  scene = await LoginScene.create({}, { nowMs: Date.now() });
  await scene.signIn();
});
after(() => scene.close());

/** Signs in as a person does who was sent to the address. Returns where the browser ends. */
async function visit(url: URL | string, browser = new TestBrowser()): Promise<URL> {
  let page = await browser.open(String(url));
  if (/Choose your company/.test(page.html)) {
    page = await browser.submit(page, { company: 'Cust12345' }, 'company');
  }
  page = await browser.submit(page, { username: 'anna', password: PASSWORD }, 'sign-in');
  assert.ok(page.location, page.html);
  return new URL(page.location);
}

async function requireSignedOut(url: URL): Promise<void> {
  const page = await new TestBrowser().open(url.href);
  assert.deepEqual([page.status, page.location], [303, PLAIN]);
}

describe('openid-client', () => {
  for (const method of ['post', 'basic'] as const) {
    it(`uses the code flow with PKCE, and client_secret_${method}`, async () => {
      const { clientId, token } = scene.cast.application;
      const proof =
        method === 'post' ? openid.ClientSecretPost(token) : openid.ClientSecretBasic(token);
      const config = await openid.discovery(new URL(scene.cast.origin), clientId, {}, proof, {
        execute: [openid.allowInsecureRequests],
      });
      const pkceCodeVerifier = openid.randomPKCECodeVerifier();
      const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: PLAIN,
        scope: 'openid profile api',
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
        nonce: expectedNonce,
      });
      const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
      const tokens = await openid.authorizationCodeGrant(config, await visit(url), checks);
      assert.equal(tokens.claims()?.[EMAIL], 'anna@example.com');
      assert.equal(await scene.callWith(tokens.access_token), 200);
      const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
      assert.equal(await scene.callWith(refreshed.access_token), 200);
      assert.equal(refreshed.refresh_token, undefined);
      assert.equal(refreshed.claims()?.sub, tokens.claims()?.sub);
      const out = { post_logout_redirect_uri: PLAIN };
      await requireSignedOut(openid.buildEndSessionUrl(config, out));
    });
  }

  it('uses the hybrid and the implicit flow', async () => {
    const { clientId, token } = scene.cast.application;
    const config = await openid.discovery(new URL(scene.cast.origin), clientId, token, undefined, {
      execute: [openid.allowInsecureRequests, openid.useCodeIdTokenResponseType],
    });
    const nonce = openid.randomNonce();
    const state = openid.randomState();
    const parameters = { redirect_uri: PLAIN, scope: 'openid', nonce, state };
    const url = openid.buildAuthorizationUrl(config, parameters);
    const checks = { expectedNonce: nonce, expectedState: state };
    const tokens = await openid.authorizationCodeGrant(config, await visit(url), checks);
    assert.equal(tokens.claims()?.[EMAIL], 'anna@example.com');
    const implicit = await openid.discovery(
      new URL(scene.cast.origin),
      clientId,
      {},
      openid.None(),
      {
        execute: [openid.allowInsecureRequests, openid.useIdTokenResponseType],
      },
    );
    const asked = openid.buildAuthorizationUrl(implicit, parameters);
    const expected = { expectedState: state };
    const claims = await openid.implicitAuthentication(
      implicit,
      await visit(asked),
      nonce,
      expected,
    );
    assert.equal(claims[EMAIL], 'anna@example.com');
  });
});

describe('oauth4webapi', () => {
  it('signs in for a native application without a secret', async () => {
    const issuer = new URL(scene.cast.origin);
    const found = await oauth.discoveryRequest(issuer, insecure);
    const server = await oauth.processDiscoveryResponse(issuer, found);
    const client = { client_id: scene.cast.native.clientId };
    const redirect = 'http://127.0.0.1:50123/back';
    const verifier = oauth.generateRandomCodeVerifier();
    const nonce = oauth.generateRandomNonce();
    const url = new URL(server.authorization_endpoint ?? '');
    url.search = String(
      new URLSearchParams({
        ...client,
        redirect_uri: redirect,
        response_type: 'code',
        scope: 'openid',
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        nonce,
      }),
    );
    const browser = new TestBrowser();
    await scene.signIn({ ...client, redirect_uri: redirect, code_challenge: verifier });
    const returned = oauth.validateAuthResponse(server, client, await visit(url, browser));
    const none = oauth.None();
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      none,
      returned,
      redirect,
      verifier,
      insecure,
    );
    const options = { expectedNonce: nonce, requireIdToken: true };
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, options);
    assert.equal(await scene.callWith(tokens.access_token), 200);
    const { refresh_token: refreshToken = '' } = tokens;
    const asked = [server, client, none, refreshToken, insecure] as const;
    const again = await oauth.refreshTokenGrantRequest(...asked);
    const refreshed = await oauth.processRefreshTokenResponse(server, client, again);
    await oauth.validateApplicationLevelSignature(server, again, insecure);
    assert.equal(await scene.callWith(refreshed.access_token), 200);
  });
});

describe('Authlib', () => {
  const { interpreter, needs } = pythonAuthlib;
  const skip = interpreter === null && `needs ${needs}`;

  it('signs in with PKCE, verifies the id_token by the published keys, and refreshes', {
    skip,
  }, async () => {
    const { origin, application } = scene.cast;
    const [command = '', ...before] = interpreter ?? [];
    const script = fileURLToPath(new URL('login_authlib.py', import.meta.url));
    const args = [...before, script, origin, application.clientId, application.token, REDIRECT];
    const client = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = once(client, 'exit');
    const [line] = (await once(client.stdout, 'data')) as [Buffer];
    client.stdin.end(`${(await visit(line.toString().trim())).href}\n`);
    const told = JSON.parse(await text(client.stdout));
    assert.deepEqual(await exited, [0, null]);
    assert.equal(told.email, 'anna@example.com');
    assert.equal(await scene.callWith(told.first), 200);
    assert.equal(await scene.callWith(told.second), 200);
  });
});
