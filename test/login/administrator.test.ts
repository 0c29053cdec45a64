/** An administrator signs in once. From then on the application works without a person. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, it } from 'node:test';
import { decodeJwt } from 'jose';
import { readPublicJwk } from '../../src/domain/keys/public-key.ts';
import { LoginScene, REDIRECT, TENANT } from '../support/login-scene.ts';
import { asOperator } from '../support/operator.ts';
import { REST_PATH, signSystemToken } from '../support/system-user-scene.ts';
import { addUser, type RegisteredApplication } from '../support/test-installation.ts';

const CLAIMS = 'http://schemes.superoffice.net/identity/';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

let scene: LoginScene;
let application: RegisteredApplication;
before(async () => {
  scene = await LoginScene.create();
  application = await scene.addApplication('Sync', {
    redirectUris: [REDIRECT],
    serverToServer: true,
    publicKeys: [readPublicJwk({ ...publicKey.export({ format: 'jwk' }) })],
  });
  const robot = await addUser(scene.cast.services, 'robot', null, { type: 'system' });
  await scene.cast.services.stores.systemUsers.set(application.id, robot.id);
});
after(() => scene.close());

const claimOf = (token: unknown, name: string) => decodeJwt(String(token))[CLAIMS + name];

/** Signs the administrator in, who consents if asked to. Returns the system token. */
async function signIn(): Promise<string> {
  const client = { client_id: application.clientId, client_secret: application.token };
  const code = await scene.newCode({ client_id: application.clientId });
  const { body } = await scene.tokens(scene.redemption(code, client));
  const systemToken = claimOf(body['id_token'], 'system_token');
  assert.equal(typeof systemToken, 'string');
  const refreshed = await scene.refresh(String(body['refresh_token']), client);
  assert.equal(claimOf(refreshed.body['id_token'], 'system_token'), systemToken);
  return String(systemToken);
}

/** Trades a system token. Returns the answer of the service. */
async function trade(systemToken: string): Promise<Record<string, unknown>> {
  const answer = await fetch(scene.cast.origin + REST_PATH, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      SignedSystemToken: signSystemToken(systemToken, privateKey, scene.cast.clock.nowMs),
      ApplicationToken: application.token,
      ContextIdentifier: TENANT,
      ReturnTokenType: 'JWT',
    }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

async function requireTicket(systemToken: string): Promise<void> {
  const { IsSuccessful, Token, ErrorMessage } = await trade(systemToken);
  assert.equal(IsSuccessful, true, String(ErrorMessage));
  assert.equal(claimOf(Token, 'system_token'), systemToken);
  const ticket = claimOf(Token, 'ticket');
  const answer = await fetch(`${claimOf(Token, 'webapi_url')}v1/User/currentPrincipal`, {
    headers: { Authorization: `SOTicket ${ticket}`, 'SO-AppToken': application.token },
  });
  assert.equal(answer.status, 200);
  const { Associate } = (await answer.json()) as Record<string, unknown>;
  assert.equal(Associate, 'robot');
}

it('the system token in the id_token of an administrator is traded for a ticket', async () => {
  await requireTicket(await signIn());
});

it('after the consent is revoked and given again, only the new system token works', async () => {
  const first = await signIn();
  await scene.cast.services.consents.revoke(asOperator('administer-consents'), application);
  assert.match(String((await trade(first))['ErrorMessage']), /^Authorization error: Revoked \(1\)/);
  const second = await signIn();
  assert.notEqual(second, first);
  await requireTicket(second);
  assert.match(String((await trade(first))['ErrorMessage']), /^Authorization error: Denied \(4\)/);
});
