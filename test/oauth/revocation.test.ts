/** Revocation: each kind of token, who may revoke it, and which requests are not errors. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DomainError } from '../../src/domain/errors.ts';
import { asJwt, revokeToken } from '../support/oauth-calls.ts';
import { assertRefused, OAuthScene } from '../support/oauth-scene.ts';

let scene: OAuthScene;
before(async () => {
  scene = await OAuthScene.create();
});
after(() => scene.close());

const revoke = (token: string, client = scene.cast.application) =>
  revokeToken(scene.cast.base, client, token);

describe('revocation', () => {
  it('ends an access token and the JWTs issued for it, and not its ticket', async () => {
    const ticket = await scene.newTicket();
    const token = await scene.exchange(ticket);
    const jwt = await scene.exchange(token);
    const another = await scene.exchange(ticket);
    await revoke(token);
    for (const ended of [token, jwt]) assert.equal(await scene.isActive(ended), false);
    for (const standing of [ticket, another]) assert.equal(await scene.isActive(standing), true);
  });

  it('ends a JWT, and not the token that it was issued for', async () => {
    const token = await scene.newAccessToken();
    const [jwt, another] = [await scene.exchange(token), await scene.exchange(token)];
    await revoke(jwt);
    assert.equal(await scene.isActive(jwt), false);
    for (const standing of [token, another]) assert.equal(await scene.isActive(standing), true);
  });

  it('ends a ticket and everything issued for it, whoever revokes it', async () => {
    const ticket = await scene.newTicket();
    const token = await scene.exchange(ticket);
    const jwts = [await scene.exchange(ticket, asJwt), await scene.exchange(token)];
    await revoke(ticket, scene.cast.other);
    for (const ended of [ticket, token, ...jwts]) assert.equal(await scene.isActive(ended), false);
  });

  it("of another application's token is refused and ends nothing", async () => {
    const [token, jwt] = [await scene.newAccessToken(), await scene.newJwt()];
    for (const standing of [token, jwt]) {
      const answer = await scene.post('revoke', { token: standing }, scene.cast.other);
      assertRefused(answer, 'unauthorized_client', 400, /issued to another application/);
      assert.equal(await scene.isActive(standing), true);
    }
  });

  it('of a token of no application is allowed to every application', async () => {
    const token = await scene.newAccessToken(null);
    await revoke(token);
    assert.equal(await scene.isActive(token), false);
  });

  it('of an unknown, ended or foreign token is no error and ends nothing', async () => {
    const { installation, base, application } = scene.cast;
    await installation.addTenant('Cust26759');
    const standing = [await scene.newAccessToken(), await scene.newTicket(), await scene.newJwt()];
    const elsewhere = base.replace('Cust12345', 'Cust26759');
    for (const token of standing) await revokeToken(elsewhere, application, token);
    for (const token of standing) assert.equal(await scene.isActive(token), true);
    for (const token of ['x', '7T:x', '8A:x', 'eyJ.x.y']) await revoke(token);
    const [ended = ''] = standing;
    await revoke(ended);
    await revoke(ended);
    scene.advance(3_600_000);
    for (const token of standing) await revoke(token);
  });

  it('takes effect although the token is not valid at the moment', async () => {
    const { applications } = scene.cast.installation.registry.stores;
    const { application, other } = scene.cast;
    const jwt = await scene.exchange(await scene.newAccessToken(other));
    await applications.disable(other.id, 1);
    await revoke(jwt, application);
    await applications.enable(other.id);
    assert.equal(await scene.isActive(jwt), false);
  });

  it('leaves one event with the application, the client and the user', async () => {
    const { installation, application } = scene.cast;
    const { audit } = installation.registry.stores;
    const lastId = async () => (await audit.listLatest({}, 1))[0]?.id ?? 0;
    const token = await scene.newAccessToken();
    const jwt = await scene.exchange(token);
    const ticket = await scene.newTicket();
    for (const [given, action] of [
      [jwt, 'jwt-revoked'],
      [token, 'access-token-revoked'],
      [ticket, 'ticket-revoked'],
    ] as const) {
      const before = await lastId();
      await revoke(given);
      await revoke(given);
      const events = await audit.listAfter({}, before, 10);
      const told = events.filter((event) => event.action === action);
      assert.equal(told.length, 1, action);
      assert.equal(told[0]?.application, application.name);
      assert.equal(told[0]?.user, 'anna');
      assert.equal(told[0]?.address, '127.0.0.1');
      assert.equal(told[0]?.tenant, 'Cust12345');
      assert.equal(told[0]?.operator, null);
    }
  });

  it('ends nothing when its event cannot be stored', async (context) => {
    const { audit } = scene.cast.installation.registry;
    const tokens = [await scene.newAccessToken(), await scene.newTicket(), await scene.newJwt()];
    const append = context.mock.method(audit, 'append', () =>
      Promise.reject(new DomainError('unavailable', 'no space')),
    );
    for (const token of tokens) {
      const { status } = await scene.post('revoke', { token });
      assert.equal(status, 503);
    }
    append.mock.restore();
    for (const token of tokens) assert.equal(await scene.isActive(token), true);
  });

  it('accepts any hint and ignores it', async () => {
    for (const hint of ['refresh_token', 'access_token', 'nonsense']) {
      const ticket = await scene.newTicket();
      const { status } = await scene.post('revoke', { token: ticket, token_type_hint: hint });
      assert.equal(status, 200);
      assert.equal(await scene.isActive(ticket), false);
    }
  });

  it('requires a token and an application', async () => {
    assertRefused(await scene.post('revoke', {}), 'invalid_request', 400, /token is missing/);
    const token = await scene.newTicket();
    const answer = await scene.post('revoke', { token }, null);
    assertRefused(answer, 'invalid_client', 401, /authentication failed/);
    assert.equal(await scene.isActive(token), true);
  });
});
