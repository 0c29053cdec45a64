/** Which requests count as the last login and the last logout of a user. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Credentials } from '../src/domain/login/authenticator.ts';
import { revokeToken } from './support/oauth-calls.ts';
import { caller, OAuthScene } from './support/oauth-scene.ts';
import { asOperator } from './support/operator.ts';

const MINUTE_MS = 60_000;
const never = { lastLoginAtMs: null, lastLogoutAtMs: null };

let scene: OAuthScene;
before(async () => {
  scene = await OAuthScene.create('onsite');
});
after(() => scene.close());

const byPassword = { kind: 'password', userName: 'anna', password: 'secret' } as const;

/** Logs in a minute later, so that nothing is left out. Returns the ticket. */
async function logIn(credentials: Credentials): Promise<string> {
  scene.advance(MINUTE_MS);
  const login = await scene.cast.services.logins.authenticate(credentials, caller);
  return login?.ticketText ?? '';
}

async function timesOfAnna() {
  const { services, anna } = scene.cast;
  const states = await services.stores.associates.states([anna.id]);
  return states.get(anna.id)?.times;
}

const now = () => scene.cast.clock.nowMs;

describe('the last login', () => {
  it('is that with a password, an asserted name or an access token', async () => {
    assert.deepEqual(await timesOfAnna(), never);
    const token = await scene.newAccessToken();
    assert.deepEqual(await timesOfAnna(), never);
    for (const credentials of [
      byPassword,
      { kind: 'assertion', userName: 'anna' },
      { kind: 'access-token', accessToken: token },
    ] as const) {
      assert.match(await logIn(credentials), /^7T:/);
      assert.equal((await timesOfAnna())?.lastLoginAtMs, now(), credentials.kind);
    }
  });

  it('is that of a request that has a password', async () => {
    scene.advance(MINUTE_MS);
    const response = await fetch(`${scene.cast.base}/api/v1/User/currentPrincipal`, {
      headers: { Authorization: `Basic ${btoa('anna:secret')}` },
    });
    assert.equal(response.status, 200);
    assert.equal((await timesOfAnna())?.lastLoginAtMs, now());
  });

  it('is not that of a refused login, of a ticket, or of a repeated trade', async () => {
    const ticket = await scene.newTicket();
    const accessToken = await scene.newAccessToken();
    await logIn({ kind: 'access-token', accessToken });
    const before = await timesOfAnna();
    assert.equal(await logIn({ ...byPassword, password: 'wrong' }), '');
    assert.equal(await logIn({ kind: 'ticket', ticket }), ticket);
    assert.deepEqual(await timesOfAnna(), before);
    const first = await logIn({ kind: 'access-token', accessToken });
    const traded = await timesOfAnna();
    scene.advance(MINUTE_MS - 1);
    const { logins } = scene.cast.services;
    const again = await logins.authenticate({ kind: 'access-token', accessToken }, caller);
    assert.equal(again?.ticketText, first);
    assert.deepEqual(await timesOfAnna(), traded);
  });
});

describe('the last logout', () => {
  it('is the revocation of a ticket by a client', async () => {
    const ticket = await logIn(byPassword);
    const lastLoginAtMs = now();
    scene.advance(MINUTE_MS);
    await revokeToken(scene.cast.base, scene.cast.application, ticket);
    assert.deepEqual(await timesOfAnna(), { lastLoginAtMs, lastLogoutAtMs: now() });
  });

  it('is not that of an operator, and not that of an access token', async () => {
    const ticket = await logIn(byPassword);
    const before = await timesOfAnna();
    scene.advance(MINUTE_MS);
    await revokeToken(scene.cast.base, scene.cast.application, await scene.newAccessToken());
    const { sessions, sessionAdministration } = scene.cast.services;
    const session = await sessions.open(ticket);
    const ender = asOperator('end-sessions');
    assert.equal(await sessionAdministration.revokeTicket(ender, session?.ticket.id ?? ''), 1);
    assert.deepEqual(await timesOfAnna(), before);
  });
});
