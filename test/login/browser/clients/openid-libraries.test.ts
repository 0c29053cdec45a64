/**
 * openid-client and oauth4webapi, unmodified: a person signs in through a browser, the library
 * refreshes and calls REST, node-soap calls SOAP with the token, and the person is signed out.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { skipWithoutBrowser } from '../../../support/browser/find-browser.ts';
import {
  ClientScene,
  claimOf,
  principalUrlOf,
  readUserBySoap,
  type Told,
  userNameIn,
  type Visit,
} from './client-scene.ts';

const insecure = { [oauth.allowInsecureRequests]: true };

let scene: ClientScene;

describe('a library signs a person in through a browser', { skip: skipWithoutBrowser }, () => {
  before(async () => {
    scene = await ClientScene.create();
  });
  after(() => scene.close());

  for (const method of ['post', 'basic'] as const) {
    it(`openid-client uses the code flow with PKCE, and client_secret_${method}`, () =>
      scene.require((visit) => useOpenidClient(method, visit)));
  }

  it('openid-client uses the hybrid and the implicit flow', async () => {
    const { application, login } = scene.parts;
    const server = new URL(login.cast.origin);
    const discover = (flow: (config: openid.Configuration) => void) =>
      openid.discovery(server, application.clientId, application.token, undefined, {
        execute: [openid.allowInsecureRequests, flow],
      });
    const [expectedNonce, expectedState] = [openid.randomNonce(), openid.randomState()];
    const parameters = { redirect_uri: scene.redirectUri, scope: 'openid', state: expectedState };
    const request = { ...parameters, nonce: expectedNonce };
    const hybrid = await discover(openid.useCodeIdTokenResponseType);
    const returned = await scene.visit(openid.buildAuthorizationUrl(hybrid, request));
    const checks = { expectedNonce, expectedState };
    const tokens = await openid.authorizationCodeGrant(hybrid, returned, checks);
    assert.equal(claimOf(tokens.claims(), 'email'), 'anna@example.com');
    const implicit = await discover(openid.useIdTokenResponseType);
    const answer = await scene.visit(openid.buildAuthorizationUrl(implicit, request));
    const claims = await openid.implicitAuthentication(implicit, answer, expectedNonce, {
      expectedState,
    });
    assert.equal(claimOf(claims, 'email'), 'anna@example.com');
  });

  it('oauth4webapi needs no secret for a native application, which listens on any port', () =>
    scene.require(useOauth4webapi));
});

async function useOpenidClient(method: 'post' | 'basic', visit: Visit): Promise<Told> {
  const { application, login } = scene.parts;
  const { clientId, token } = application;
  const proof =
    method === 'post' ? openid.ClientSecretPost(token) : openid.ClientSecretBasic(token);
  const config = await openid.discovery(new URL(login.cast.origin), clientId, {}, proof, {
    execute: [openid.allowInsecureRequests],
  });
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: scene.redirectUri,
    scope: 'openid profile api',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
  });
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await openid.authorizationCodeGrant(config, await visit(url), checks);
  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
  assert.equal(refreshed.refresh_token, undefined);
  const claims = refreshed.claims();
  assert.equal(claims?.sub, tokens.claims()?.sub);
  const askRest = async (accessToken: string) =>
    userNameIn(
      await openid.fetchProtectedResource(config, accessToken, principalUrlOf(claims), 'GET'),
    );
  const { access_token: second } = refreshed;
  return {
    email: claimOf(claims, 'email'),
    rest: [await askRest(tokens.access_token), await askRest(second)],
    soap: await readUserBySoap(claims, token, second),
    logout: openid.buildEndSessionUrl(config, { post_logout_redirect_uri: scene.outUri }),
  };
}

async function useOauth4webapi(visit: Visit): Promise<Told> {
  const redirect = scene.redirectUri;
  const application = await scene.parts.login.addApplication('Deck Radio', {
    agents: ['User'],
    redirectUris: ['http://127.0.0.1/back'],
    native: true,
  });
  const issuer = new URL(scene.parts.login.cast.origin);
  const found = await oauth.discoveryRequest(issuer, insecure);
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const client = { client_id: application.clientId };
  const verifier = oauth.generateRandomCodeVerifier();
  const [nonce, state] = [oauth.generateRandomNonce(), oauth.generateRandomState()];
  const url = new URL(server.authorization_endpoint ?? '');
  const parameters = {
    ...client,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    nonce,
    state,
  };
  url.search = String(new URLSearchParams(parameters));
  const returned = oauth.validateAuthResponse(server, client, await visit(url), state);
  const none = oauth.None();
  const redeemed = [server, client, none, returned, redirect, verifier, insecure] as const;
  const response = await oauth.authorizationCodeGrantRequest(...redeemed);
  const options = { expectedNonce: nonce, requireIdToken: true };
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, options);
  const asked = [server, client, none, tokens.refresh_token ?? '', insecure] as const;
  const again = await oauth.refreshTokenGrantRequest(...asked);
  const refreshed = await oauth.processRefreshTokenResponse(server, client, again);
  await oauth.validateApplicationLevelSignature(server, again, insecure);
  const claims = oauth.getValidatedIdTokenClaims(refreshed);
  const call = [principalUrlOf(claims), undefined, null, insecure] as const;
  const askRest = async (token: string) =>
    userNameIn(await oauth.protectedResourceRequest(token, 'GET', ...call));
  const logout = new URL(server.end_session_endpoint ?? '');
  logout.search = String(new URLSearchParams({ post_logout_redirect_uri: scene.outUri }));
  return {
    email: claimOf(claims, 'email'),
    rest: [await askRest(tokens.access_token), await askRest(refreshed.access_token)],
    soap: await readUserBySoap(claims, application.token, refreshed.access_token),
    logout,
  };
}
