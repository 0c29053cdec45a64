/** The token endpoint: how real clients send their parameters, and what they get. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import {
  CHALLENGE,
  type LoginAnswer,
  LoginScene,
  type Parameters,
  REDIRECT,
  TENANT,
  VERIFIER,
} from '../support/login-scene.ts';
import { asOperator } from '../support/operator.ts';

const PREFIX = 'http://schemes.superoffice.net/identity/';

let scene: LoginScene;
before(async () => {
  scene = await LoginScene.create();
});
after(() => scene.close());

function assertTokens({ status, body, headers }: LoginAnswer, isRefresh = false): void {
  assert.equal(status, 200, JSON.stringify(body));
  const first = ['token_type', 'access_token', 'expires_in'];
  const names = [...first, ...(isRefresh ? [] : ['refresh_token']), 'id_token'];
  assert.deepEqual(Object.keys(body), names);
  assert.equal(body['token_type'], 'Bearer');
  assert.equal(body['expires_in'], 3600);
  assert.match(String(body['access_token']), /^8A:Cust12345\./);
  if (!isRefresh) assert.match(String(body['refresh_token']), /^[A-Za-z0-9]{64}$/);
  assert.equal(headers.get('cache-control'), 'no-store');
}

function assertRefused({ status, body }: LoginAnswer, error: string, expected = 400): void {
  assert.deepEqual([status, body['error']], [expected, error], JSON.stringify(body));
  assert.deepEqual(Object.keys(body), ['error', 'error_description']);
}

async function verified(idToken: unknown) {
  const keys = createRemoteJWKSet(new URL(`${scene.cast.origin}/login/.well-known/jwks`));
  const currentDate = new Date(scene.cast.clock.nowMs);
  return jwtVerify(String(idToken), keys, { issuer: scene.cast.origin, currentDate });
}

describe('parameters', () => {
  const redeem = async (send: (parameters: Parameters) => RequestInit | string) => {
    const sent = send(scene.redemption(await scene.newCode()));
    const path = 'common/oauth/tokens';
    return typeof sent === 'string' ? scene.post(`${path}?${sent}`, {}) : scene.post(path, sent);
  };

  it('are read from a form', async () => {
    assertTokens(await redeem((parameters) => ({ body: new URLSearchParams(parameters) })));
  });

  it('are read from the query, if the body is empty', async () => {
    assertTokens(await redeem((parameters) => `${new URLSearchParams(parameters)}`));
  });

  it('are read from the query, if the body is empty and called JSON', async () => {
    const query = new URLSearchParams(scene.redemption(await scene.newCode()));
    const headers = { 'Content-Type': 'application/json' };
    assertTokens(await scene.post(`common/oauth/tokens?${query}`, { headers, body: '' }));
  });

  it('are read from multipart form data', async () => {
    const send = (parameters: Parameters) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(parameters)) body.append(name, value);
      return { body };
    };
    assertTokens(await redeem(send));
  });

  it('may have the client in the field Authorization, and any case of the path', async () => {
    const { clientId, token } = scene.cast.application;
    const {
      client_id: _id,
      client_secret: _secret,
      ...others
    } = scene.redemption(await scene.newCode());
    const basic = Buffer.from(`${clientId}:${token}`).toString('base64');
    const headers = { Authorization: `Basic ${basic}` };
    const body = new URLSearchParams(others);
    assertTokens(await scene.post(`${TENANT}/OAuth/Tokens`, { headers, body }));
  });

  it('may come with an old access token in the field Authorization', async () => {
    const { body } = await scene.tokens(scene.redemption(await scene.newCode()));
    const headers = { Authorization: `Bearer ${body['access_token']}` };
    const code = new URLSearchParams(scene.redemption(await scene.newCode()));
    assertTokens(await scene.post(`common/oauth/tokens?${code}`, { headers }));
    const { clientId, token } = scene.cast.application;
    const refresh = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: token,
      refresh_token: String(body['refresh_token']),
    });
    assertTokens(await scene.post(`common/oauth/tokens?${refresh}`, { headers }), true);
    refresh.set('client_secret', `${token}x`);
    const wrong = await scene.post(`common/oauth/tokens?${refresh}`, { headers });
    assertRefused(wrong, 'invalid_client', 401);
  });

  it('in another form are refused', async () => {
    const json = { 'Content-Type': 'application/json' };
    const path = 'common/oauth/tokens';
    assertRefused(await scene.post(path, { headers: json, body: '{}' }), 'invalid_request', 415);
    const file = new FormData();
    file.append('code', new Blob(['x']), 'x');
    assertRefused(await scene.post(path, { body: file }), 'invalid_request');
    const broken = { 'Content-Type': 'multipart/form-data; boundary=x' };
    assertRefused(await scene.post(path, { headers: broken, body: '--y' }), 'invalid_request');
    assertRefused(await scene.post(`${path}?code=a&code=b`, {}), 'invalid_request');
    const large = { body: new URLSearchParams({ code: 'x'.repeat(70_000) }) };
    assertRefused(await scene.post(path, large), 'invalid_request', 413);
    assertRefused(await scene.tokens({}), 'invalid_request');
    assertRefused(await scene.tokens({ grant_type: 'password' }), 'unsupported_grant_type');
    assertRefused(
      await scene.tokens({ grant_type: 'client_credentials' }),
      'unsupported_grant_type',
    );
  });
});

describe('the tokens', () => {
  it('work for REST, and the id_token has its claims as texts in their order', async () => {
    const { body } = await scene.tokens(scene.redemption(await scene.newCode()));
    assert.equal(await scene.callWith(body['access_token']), 200);
    const { payload } = await verified(body['id_token']);
    const { kid, x5t, alg } = decodeProtectedHeader(String(body['id_token']));
    assert.match(String(kid), /^[0-9A-F]{40}$/);
    assert.equal(Buffer.from(String(x5t), 'base64url').toString('hex').toUpperCase(), kid);
    assert.equal(alg, 'RS256');
    const own = [
      'associateid',
      'identityprovider',
      'email',
      'upn',
      'is_administrator',
      'ctx',
      'company_name',
      'serial',
      'netserver_url',
      'webapi_url',
      'system_token',
      'initials',
      'so_primary_email_address',
    ].map((name) => PREFIX + name);
    const names = ['sub', 'iat', ...own, 'nonce', 'nbf', 'exp', 'iss', 'aud'];
    assert.deepEqual(Object.keys(payload), names);
    for (const name of own) assert.equal(typeof payload[name], 'string', name);
    assert.equal(payload['nonce'], 'n-1');
    assert.equal(payload.aud, scene.cast.application.clientId);
    const { origin } = scene.cast;
    assert.equal(payload[`${PREFIX}webapi_url`], `${origin}/${TENANT}/api/`);
    assert.equal(payload[`${PREFIX}netserver_url`], `${origin}/${TENANT}/Remote/Services88/`);
    assert.match(String(payload[`${PREFIX}system_token`]), /^Sailing Plans-[A-Za-z0-9]{10}$/);
  });

  it('are bound to what comes beside the id_token', async () => {
    const answer = await scene.signIn({ response_type: 'code id_token token' });
    const { payload } = await verified(new URLSearchParams(answer.hash).get('id_token'));
    assert.match(String(payload['at_hash']), /^[\w-]{22}$/);
    assert.match(String(payload['c_hash']), /^[\w-]{22}$/);
  });

  it('have no system_token for an application that needs a person', async () => {
    const { clientId, token } = await scene.addApplication('Buoys', { redirectUris: [REDIRECT] });
    const code = await scene.newCode({ client_id: clientId });
    const client = { client_id: clientId, client_secret: token };
    const { body } = await scene.tokens(scene.redemption(code, client));
    const { payload } = await verified(body['id_token']);
    assert.equal(payload[`${PREFIX}system_token`], undefined);
  });
});

describe('a refresh token', () => {
  const first = async () => {
    const { body } = await scene.tokens(scene.redemption(await scene.newCode()));
    return String(body['refresh_token']);
  };

  it('gives tokens again and again, and is not replaced', async () => {
    const refreshToken = await first();
    for (const more of [{}, { redirect_uri: REDIRECT }, { redirect_url: 'https://x.example' }]) {
      scene.cast.clock.nowMs += 3 * 3_600_000;
      const answer = await scene.refresh(refreshToken, more);
      assertTokens(answer, true);
      assert.equal(await scene.callWith(answer.body['access_token']), 200);
      const { payload } = await verified(answer.body['id_token']);
      assert.equal(payload['nonce'], undefined);
    }
  });

  it('ends with the consent, and its access tokens too', async () => {
    const { clientId, token, ...other } = await scene.addApplication('Tides', {
      redirectUris: [REDIRECT],
    });
    const client = { client_id: clientId, client_secret: token };
    const code = await scene.newCode({ client_id: clientId });
    const { body } = await scene.tokens(scene.redemption(code, client));
    const refreshed = await scene.refresh(String(body['refresh_token']), client);
    const { consents } = scene.cast.services;
    await consents.revoke(asOperator('administer-consents'), { clientId, ...other });
    assertRefused(await scene.refresh(String(body['refresh_token']), client), 'invalid_grant');
    assert.equal(await scene.callWith(refreshed.body['access_token']), 401);
  });

  it('ends when it is revoked by whoever has it', async () => {
    const refreshToken = await first();
    const { body } = await scene.refresh(refreshToken);
    const query = new URLSearchParams({ token: refreshToken, token_type_hint: 'JWT' });
    const revoked = await scene.post(`common/oauth/Revoke?${query}`, {});
    assert.deepEqual([revoked.status, revoked.body], [200, {}]);
    assertRefused(await scene.refresh(refreshToken), 'invalid_grant');
    assert.equal(await scene.callWith(body['access_token']), 401);
    const again = await scene.post(`common/oauth/Revoke?${query}`, {});
    assert.deepEqual([again.status, again.body], [200, {}]);
  });

  it('is not needed to revoke an access token', async () => {
    const { body } = await scene.refresh(await first());
    const form = { body: new URLSearchParams({ token: String(body['access_token']) }) };
    assert.equal((await scene.post('common/oauth/revoke', form)).status, 200);
    assert.equal(await scene.callWith(body['access_token']), 401);
  });

  it('ends with a new password of the user', async () => {
    const refreshToken = await first();
    const { associates } = scene.cast.services.stores;
    const { id } = scene.cast.anna;
    await associates.setPasswordHash(id, await associates.readPasswordHash(id));
    assertRefused(await scene.refresh(refreshToken), 'invalid_grant');
  });
});

describe('a native application', () => {
  const changes = () => ({
    client_id: scene.cast.native.clientId,
    redirect_uri: 'http://127.0.0.1:49152/back',
  });
  const proof = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };

  it('needs no secret, but the proof', async () => {
    const code = await scene.newCode({ ...changes(), ...proof });
    const redemption = { grant_type: 'authorization_code', code, ...changes() };
    assertRefused(
      await scene.tokens({ ...redemption, code_verifier: `${VERIFIER}x` }),
      'invalid_grant',
    );
    const answer = await scene.tokens({ ...redemption, code_verifier: VERIFIER });
    assertTokens(answer);
    const refreshed = await scene.tokens({
      grant_type: 'refresh_token',
      client_id: scene.cast.native.clientId,
      refresh_token: String(answer.body['refresh_token']),
    });
    assertTokens(refreshed, true);
    const later = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: scene.cast.native.clientId,
      refresh_token: String(answer.body['refresh_token']),
    });
    const headers = { Authorization: `Bearer ${answer.body['access_token']}` };
    assertTokens(await scene.post('common/oauth/tokens', { body: later, headers }), true);
  });

  it('may send a plain proof, and its secret too', async () => {
    const code = await scene.newCode({ ...changes(), code_challenge: VERIFIER });
    const answer = await scene.tokens({
      grant_type: 'authorization_code',
      code,
      ...changes(),
      code_verifier: VERIFIER,
      client_secret: scene.cast.native.token,
    });
    assertTokens(answer);
  });
});
