/** Authorization codes and refresh tokens: what a sign-in gives an application. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { ApplicationProfile } from '../../src/domain/applications/application.ts';
import {
  type CodeChallenge,
  hashGrantText,
  REFRESH_TOKENS_MAX,
} from '../../src/domain/consents/authorization-code.ts';
import { actorOf, assertRefused, byOperator, makeScene } from '../administration/scene.ts';
import { TestInstallation } from '../support/test-installation.ts';

let nowMs = Date.UTC(2031, 4, 17);
let installation: TestInstallation;
before(async () => {
  installation = await TestInstallation.create('online', { now: () => nowMs });
});
after(() => installation.close());

const caller = { address: '192.0.2.7', userAgent: 'test' };
const redirectUri = 'https://app.example/cb';
const verifier = 'v'.repeat(43);
const s256: CodeChallenge = { method: 'S256', challenge: hash('sha256', verifier, 'base64url') };
let count = 0;

async function signIn(profile: Partial<ApplicationProfile> = {}) {
  const scene = await makeScene(installation);
  count += 1;
  const application = await installation.addApplication(`Web ${count}`, profile);
  const { services, bo } = scene;
  await services.consents.give(byOperator('administer-consents'), application);
  const grants = services.signInGrants;
  const user = await actorOf(services, bo);
  const issue = async (codeChallenge: CodeChallenge | null = null) => {
    const { ticket } = await services.sessions.start(bo, caller);
    const request = { ticketId: ticket.id, redirectUri, nonce: 'n', codeChallenge };
    return { code: await grants.issueCode(user, application, request), ticketId: ticket.id };
  };
  const actor = { kind: 'application', application, caller } as const;
  const redeem = (code: string, codeVerifier: string | null = null, uri = redirectUri) =>
    grants.redeemCode(actor, { code, redirectUri: uri, codeVerifier });
  return { ...scene, application, grants, issue, redeem, actor };
}

describe('An authorization code', () => {
  it('gives the person, the nonce and a refresh token, once', async () => {
    const { bo, application, grants, issue, redeem } = await signIn();
    const { code, ticketId } = await issue();
    assert.match(code, /^[A-Za-z0-9]{64}$/);
    const redeemed = await redeem(code);
    assert.equal(redeemed?.associate.id, bo.id);
    assert.deepEqual([redeemed?.nonce, redeemed?.ticketId], ['n', ticketId]);
    const token = redeemed?.refreshToken ?? '';
    assert.match(token, /^[A-Za-z0-9]{64}$/);
    assert.equal((await grants.openRefreshToken(application, token))?.ticketId, ticketId);
  });

  it('ends what it gave when it is used again', async () => {
    const { application, grants, issue, redeem, services } = await signIn();
    const { code, ticketId } = await issue();
    const { refreshToken = '' } = (await redeem(code)) ?? {};
    assert.equal(await redeem(code), null);
    assert.equal(await grants.openRefreshToken(application, refreshToken), null);
    assert.equal(await services.stores.tickets.find(ticketId), null);
    const [event] = await installation.registry.stores.audit.listLatest({}, 1);
    assert.equal(event?.action, 'refresh-token-revoked');
    assert.deepEqual(event?.detail, { reason: 'the code was used twice' });
  });

  it('gives one of two requests at the same time nothing', async () => {
    const { issue, redeem } = await signIn();
    const { code } = await issue();
    const both = await Promise.all([redeem(code), redeem(code)]);
    assert.equal(both.filter((redeemed) => redeemed !== null).length, 1);
  });

  it('works for 10 minutes', async () => {
    const { issue, redeem } = await signIn();
    const [early, late] = [await issue(), await issue()];
    nowMs += 599_999;
    assert.ok(await redeem(early.code));
    nowMs += 1;
    assert.equal(await redeem(late.code), null);
  });

  it('works for its own application and address only', async () => {
    const { issue, redeem } = await signIn();
    const other = await signIn();
    const { code } = await issue();
    assert.equal(await other.redeem(code), null);
    assert.equal(await redeem(code, null, 'https://app.example/other'), null);
    assert.equal(await redeem(`${code}x`), null);
    assert.equal(await redeem('x'.repeat(64)), null);
    assert.ok(await redeem(code), 'the wrong attempts did not use it up');
  });

  it('needs the verifier of its challenge', async () => {
    const { issue, redeem } = await signIn();
    const plain = { method: 'plain', challenge: verifier } as const;
    for (const challenge of [s256, plain]) {
      const { code } = await issue(challenge);
      assert.equal(await redeem(code), null);
      assert.equal(await redeem(code, 'w'.repeat(43)), null);
      assert.equal(await redeem(code, ''), null);
      assert.ok(await redeem(code, verifier));
    }
    const { code } = await issue(s256);
    assert.equal(await redeem(code, s256.challenge), null, 'the challenge itself proves nothing');
  });

  it('refuses a verifier without a challenge, which somebody may have taken out', async () => {
    const { issue, redeem } = await signIn();
    const { code } = await issue();
    assert.equal(await redeem(code, verifier), null);
    assert.ok(await redeem(code));
  });

  it('is not issued without a consent, and ends with it', async () => {
    const { application, issue, redeem, services } = await signIn();
    const { code } = await issue();
    const administrator = byOperator('administer-consents');
    await services.consents.revoke(administrator, application);
    await assertRefused('application-refused', [[() => issue(), /has not consented to Web/]]);
    await services.consents.give(administrator, application);
    assert.equal(await redeem(code), null);
  });

  it('ends when the user gets another password or is disabled', async () => {
    const { issue, redeem, services, bo } = await signIn();
    const { code } = await issue();
    await services.stores.associates.setPasswordHash(bo.id, 'hash');
    assert.equal(await redeem(code), null);
    const disabled = await signIn();
    const second = await disabled.issue();
    await disabled.services.stores.associates.disable(disabled.bo.id, nowMs);
    assert.equal(await disabled.redeem(second.code), null);
  });

  it('leads to its tenant, and is stored as a hash', async () => {
    const { issue, redeem, services } = await signIn();
    const { code } = await issue();
    const { grantTenants } = installation.registry.stores;
    const { contextIdentifier } = services.tenant;
    assert.equal(await grantTenants.ofCode(hashGrantText(code) ?? ''), contextIdentifier);
    const { refreshToken = '' } = (await redeem(code)) ?? {};
    const tokenHash = hashGrantText(refreshToken) ?? '';
    assert.equal(await grantTenants.ofRefreshToken(tokenHash), contextIdentifier);
    const database = await installation.readDatabase();
    assert.deepEqual([database.includes(code), database.includes(refreshToken)], [false, false]);
  });
});

describe('A refresh token', () => {
  async function obtain() {
    const scene = await signIn();
    const { code, ticketId } = await scene.issue();
    const { refreshToken = '' } = (await scene.redeem(code)) ?? {};
    return { ...scene, refreshToken, ticketId };
  }

  it('works any number of times, years later', async () => {
    const { application, grants, refreshToken, bo } = await obtain();
    for (let use = 0; use < 3; use += 1) {
      nowMs += 365 * 86_400_000;
      const opened = await grants.openRefreshToken(application, refreshToken);
      assert.equal(opened?.associate.id, bo.id);
    }
  });

  it('works for its own application only', async () => {
    const { grants, refreshToken } = await obtain();
    const { application } = await signIn();
    assert.equal(await grants.openRefreshToken(application, refreshToken), null);
  });

  it('ends with the consent, together with its session', async () => {
    const { application, grants, refreshToken, services, bo } = await obtain();
    const { ticket } = await services.sessions.start(bo, caller);
    assert.equal(await grants.setTicket(refreshToken, ticket.id), true);
    const administrator = byOperator('administer-consents');
    await services.consents.revoke(administrator, application);
    assert.equal(await services.stores.tickets.find(ticket.id), null);
    await services.consents.give(administrator, application);
    assert.equal(await grants.openRefreshToken(application, refreshToken), null);
    assert.equal(await grants.setTicket(refreshToken, ticket.id), false);
  });

  it('ends when the user gets another password', async () => {
    const { application, grants, refreshToken, services, bo } = await obtain();
    await services.stores.associates.setPasswordHash(bo.id, 'hash');
    assert.equal(await grants.openRefreshToken(application, refreshToken), null);
  });

  it('is revoked by whoever has it', async () => {
    const { application, grants, refreshToken, services, ticketId } = await obtain();
    assert.equal(await grants.revoke(caller, 'x'.repeat(64)), false);
    assert.equal(await grants.revoke(caller, 'no token'), false);
    assert.equal(await grants.revoke(caller, refreshToken), true);
    assert.equal(await grants.revoke(caller, refreshToken), false);
    assert.equal(await grants.openRefreshToken(application, refreshToken), null);
    assert.equal(await services.stores.tickets.find(ticketId), null);
  });

  it('replaces the oldest one beyond the limit', async () => {
    const { application, grants, issue, redeem } = await signIn();
    const tokens: string[] = [];
    for (let index = 0; index <= REFRESH_TOKENS_MAX; index += 1) {
      nowMs += 1;
      tokens.push((await redeem((await issue()).code))?.refreshToken ?? '');
    }
    const [first = '', second = ''] = tokens;
    assert.equal(await grants.openRefreshToken(application, first), null);
    assert.ok(await grants.openRefreshToken(application, second));
  });
});
