/** The lifetime of CS sessions and the revocation of access tokens, with an injected clock. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AccessTokenClaims } from '../src/domain/sessions/access-token.ts';
import type { CsSessionGrant } from '../src/domain/sessions/cs-session.ts';
import type { StartedSession } from '../src/domain/sessions/sessions.ts';
import { sweepExpired } from '../src/domain/sessions/sweeper.ts';
import { onsiteTenant } from '../src/domain/tenants/tenant.ts';
import { type Associate, createProfile } from '../src/domain/users/associate.ts';
import { createInstallation } from '../src/storage/data-directory.ts';
import { TenantRegistry, type TenantServices } from '../src/tenant-services.ts';
import { asOperator } from './support/operator.ts';
import { firstGroupId, plainRoleId } from './support/test-installation.ts';

const ender = asOperator('end-sessions');

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const IDLE_MS = 20 * MINUTE_MS;
const caller = { address: '192.0.2.1', userAgent: 'test' };

let now = Date.parse('2026-11-22T12:00:00Z');
let registry: TenantRegistry;
let services: TenantServices;
let directory: string;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const company = { tenant: onsiteTenant('') };
  const opened = await createInstallation(directory, company, now);
  const lifetimes = {
    ticketLifetimeMs: 6 * HOUR_MS,
    accessTokenLifetimeMs: HOUR_MS,
    csSessionIdleMs: IDLE_MS,
  };
  registry = await TenantRegistry.open({ ...opened, clock: { now: () => now }, lifetimes });
  const tenant = await opened.stores.tenants.find('');
  assert.ok(tenant);
  services = registry.of(tenant);
});
after(async () => {
  await registry.stores.close();
  await rm(directory, { recursive: true });
});

let users = 0;
async function addUser(): Promise<Associate> {
  users += 1;
  const profile = createProfile(`user${users}`, plainRoleId, firstGroupId, {
    csUser: { id: 77, accessLevel: 1, status: 'normal' },
  });
  return services.stores.associates.add(profile, null, now);
}

interface Issued {
  readonly token: string;
  readonly ticketId: string;
  readonly claims: AccessTokenClaims;
  readonly grant: CsSessionGrant;
}

async function issue(associate: Associate): Promise<Issued> {
  const session = await services.sessions.start(associate, caller);
  const request = { application: null, includeCsSession: true, origin: 'soap' } as const;
  const token = await services.accessTokens.issue(session, request, caller);
  const claims = registry.accessTokenCodec.open(token);
  assert.ok(typeof claims === 'object' && claims.csSession);
  return { token, ticketId: session.ticket.id, claims, grant: claims.csSession };
}

/** Whether the token carries a CS session that can still be used. */
async function carriesCsSession(token: string): Promise<boolean> {
  const verdict = await services.accessTokens.verify(token);
  return verdict.valid && verdict.csSession !== null;
}

const liveSessions = async ({ id }: Associate) => {
  const { csSessions } = services.stores;
  return csSessions.listLive(now, services.csSessions.idleSinceMs(), 10, id);
};

async function use(token: string): Promise<StartedSession | null> {
  const accepted = await services.accessTokens.accept(token);
  return accepted && services.sessions.derive(accepted.session, accepted.claims.tokenId, caller);
}

const sweep = () =>
  sweepExpired(
    registry.stores.expired,
    services.clock,
    { csSessionIdleMs: IDLE_MS, auditRetentionMs: 0 },
    new AbortController().signal,
  );

describe('a CS session', () => {
  it('records its user and its origin', async () => {
    const associate = await addUser();
    const { grant, ticketId } = await issue(associate);
    const [session, another] = await liveSessions(associate);
    assert.equal(another, undefined);
    assert.deepEqual(session, {
      loginId: grant.loginId,
      keyHash: session?.keyHash,
      associateId: associate.id,
      csUserId: 77,
      ticketId,
      clientAddress: '192.0.2.1',
      origin: 'soap',
      startedAtMs: now,
      expiresAtMs: now + HOUR_MS,
      lastActiveAtMs: now,
    });
  });

  it('ends after its idle time, and its token stays valid', async () => {
    const associate = await addUser();
    const { token } = await issue(associate);
    now += IDLE_MS - 1;
    assert.ok(await carriesCsSession(token));
    assert.equal((await liveSessions(associate)).length, 1);
    now += 1;
    assert.equal(await carriesCsSession(token), false);
    assert.deepEqual(await liveSessions(associate), []);
    assert.equal((await services.accessTokens.verify(token)).valid, true);
    assert.ok(await use(token), 'the token can still be traded');
    assert.equal(await carriesCsSession(token), false, 'and that brings nothing back');
  });

  it('is renewed by use, but not beyond its token', async () => {
    const associate = await addUser();
    const { token } = await issue(associate);
    for (let minutes = 0; minutes < 57; minutes += 19) {
      now += 19 * MINUTE_MS;
      assert.ok(await carriesCsSession(token), `after ${minutes + 19} minutes`);
      assert.ok(await use(token));
    }
    now += 3 * MINUTE_MS - 1;
    assert.ok(await carriesCsSession(token));
    now += 1;
    assert.equal((await services.accessTokens.verify(token)).valid, false);
    assert.deepEqual(await liveSessions(associate), []);
  });

  it('is not prolonged by a check of its token', async () => {
    const { token } = await issue(await addUser());
    now += IDLE_MS - 1;
    assert.ok(await carriesCsSession(token));
    now += 1;
    assert.equal(await carriesCsSession(token), false);
  });

  it('ends at once when it is removed', async () => {
    const associate = await addUser();
    const { token, grant } = await issue(associate);
    assert.ok(await services.sessionAdministration.removeCsSession(ender, grant.loginId));
    assert.equal(await services.sessionAdministration.removeCsSession(ender, grant.loginId), null);
    assert.equal(await carriesCsSession(token), false);
    assert.deepEqual(await liveSessions(associate), []);
  });

  it('ends with its ticket, and with its user', async () => {
    const [one, other] = [await addUser(), await addUser()];
    const { token, ticketId } = await issue(one);
    await services.stores.tickets.remove(ticketId);
    assert.equal(await carriesCsSession(token), false);
    assert.deepEqual(await liveSessions(one), []);
    const issued = await issue(other);
    await services.stores.associates.disable(other.id, now);
    assert.equal(await carriesCsSession(issued.token), false);
    assert.deepEqual(await liveSessions(other), []);
  });

  it('is found only by its own key', async () => {
    const { grant } = await issue(await addUser());
    assert.ok(await services.csSessions.find(grant));
    const guessed = { ...grant, sessionKey: 'a'.repeat(32) };
    assert.equal(await services.csSessions.find(guessed), null);
  });

  it('is removed by the sweeper after its end', async () => {
    const associate = await addUser();
    const idle = await issue(associate);
    const used = await issue(associate);
    now += IDLE_MS - 1;
    await use(used.token);
    await sweep();
    assert.ok(await services.stores.csSessions.find(idle.grant.loginId));
    now += 1;
    await sweep();
    assert.equal(await services.stores.csSessions.find(idle.grant.loginId), null);
    assert.ok(await services.stores.csSessions.find(used.grant.loginId));
    now += HOUR_MS;
    await sweep();
    assert.equal(await services.stores.csSessions.find(used.grant.loginId), null);
  });
});

describe('an access token that is revoked', () => {
  it('ends its CS session and all tickets that it was traded for', async () => {
    const associate = await addUser();
    const { token, claims, ticketId } = await issue(associate);
    const bystander = await issue(associate);
    const child = await use(token);
    assert.ok(child);
    const grandchild = await services.accessTokens.issue(
      child,
      { application: null, includeCsSession: false, origin: 'soap' },
      caller,
    );
    await services.sessionAdministration.revokeAccessToken(ender, claims);
    const verdict = await services.accessTokens.verify(token);
    assert.equal(verdict.valid ? null : verdict.refusal, 'revoked');
    assert.equal(await use(token), null);
    assert.equal(await services.sessions.find(child.ticket.id), null);
    assert.equal((await services.accessTokens.verify(grandchild)).valid, false);
    assert.equal((await liveSessions(associate)).length, 1, 'only the one of the other token');
    assert.ok(await services.sessions.find(ticketId), 'the ticket above it goes on');
    assert.ok(await carriesCsSession(bystander.token));
  });

  it('gives no ticket to a concurrent trade', async () => {
    const associate = await addUser();
    const { token, claims } = await issue(associate);
    const [traded] = await Promise.all([
      use(token),
      services.sessionAdministration.revokeAccessToken(ender, claims),
    ]);
    const alive = traded && (await services.sessions.find(traded.ticket.id));
    assert.equal(alive, null);
  });

  it('is forgotten after its expiry', async () => {
    const { claims } = await issue(await addUser());
    await services.sessionAdministration.revokeAccessToken(ender, claims);
    // One more minute, because the clocks of nodes may differ.
    now = claims.validToMs + MINUTE_MS - 1;
    await sweep();
    assert.ok(await registry.stores.revokedTokens.has(claims.tokenId));
    now += 1;
    await sweep();
    assert.equal(await registry.stores.revokedTokens.has(claims.tokenId), false);
  });
});
