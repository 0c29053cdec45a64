/** Passport with passport-openidconnect, as in many web applications of Node.js. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { skipWithoutBrowser } from '../../../support/browser/find-browser.ts';
import type { RegisteredApplication } from '../../../support/test-installation.ts';
import { Visitor } from '../visitor.ts';
import { ClientScene, claimOf, principalUrlOf, readUserBySoap } from './client-scene.ts';
import { PassportApplication } from './passport-application.ts';

let scene: ClientScene;
let web: PassportApplication;
let application: RegisteredApplication;

/** @param clientSecret that of the application, or another one. */
async function configure(clientSecret: string): Promise<URL> {
  const { origin } = scene.parts.login.cast;
  const metadata = await (await fetch(`${origin}/.well-known/openid-configuration`)).json();
  const { issuer, authorization_endpoint, token_endpoint, end_session_endpoint } =
    metadata as Record<string, string>;
  web.configure({
    issuer: issuer ?? '',
    authorizationURL: authorization_endpoint ?? '',
    tokenURL: token_endpoint ?? '',
    userInfoURL: `${origin}/Cust12345/api/v1/User/currentPrincipal`,
    clientID: application.clientId,
    clientSecret,
  });
  return new URL(`${end_session_endpoint}?redirect_uri=${scene.outUri}`);
}

describe('Passport', { skip: skipWithoutBrowser }, () => {
  before(async () => {
    scene = await ClientScene.create();
    web = await PassportApplication.start();
    application = await scene.parts.login.addApplication('Tide Tables', {
      agents: ['User'],
      redirectUris: [`${web.origin}/callback`],
    });
  });
  after(async () => {
    web.close();
    await scene.close();
  });

  it('signs a person in through a browser, refreshes, calls REST and SOAP, and signs out', () =>
    scene.require(async (visit) => {
      const logout = await configure(application.token);
      await visit(`${web.origin}/callback`);
      assert.ok(web.user);
      const { idToken, userInfo, refreshToken, issuer, subject } = web.user;
      const claims = decodeJwt(idToken);
      assert.deepEqual([issuer, subject], [claims.iss, claims.sub]);
      const second = await web.refresh(refreshToken);
      const again = await web.get(principalUrlOf(claims), second);
      return {
        email: claimOf(claims, 'email'),
        rest: [userInfo['Associate'], again['Associate']],
        soap: await readUserBySoap(claims, application.token, second),
        logout,
      };
    }));

  it('tells the person that the login refused the secret of the application', async () => {
    await configure('wrong');
    const visitor = await Visitor.open(scene.parts.browser);
    await visitor.signIn(`${web.origin}/callback`);
    const shown = await visitor.page.$eval('#arrived', (element) => element.textContent);
    assert.match(String(shown), /^TokenError: /);
    assert.equal(web.user, null);
  });
});
