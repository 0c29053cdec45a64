/**
 * A node that has not yet learned of a revocation by another node, because the change feed is
 * delayed. Nothing that it issues in that time may stay valid.
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { plainApplication } from '../src/domain/applications/application.ts';
import type { ChangeFeed } from '../src/domain/change-feed.ts';
import { systemClock as clock } from '../src/domain/clock.ts';
import { DomainError } from '../src/domain/errors.ts';
import type { AccessTokenClaims } from '../src/domain/sessions/access-token.ts';
import { onsiteTenant } from '../src/domain/tenants/tenant.ts';
import { lifetimesOf, settingsSchema } from '../src/settings.ts';
import { cachedStores } from '../src/storage/caching/cached-stores.ts';
import { createInstallation, openInstallation } from '../src/storage/data-directory.ts';
import { TenantRegistry, type TenantServices } from '../src/tenant-services.ts';
import { asOperator } from './support/operator.ts';
import { addUser } from './support/test-installation.ts';

const ender = asOperator('end-sessions');

const caller = { address: '192.0.2.1', userAgent: 'test' };
const lifetimes = lifetimesOf(settingsSchema.parse({}));

/** Says that the cache is current, but delivers no change yet. */
const lateFeed: ChangeFeed = {
  isCurrent: () => true,
  subscribe: () => {},
  close: async () => {},
};

interface Nodes {
  readonly late: TenantServices;
  readonly other: TenantServices;
  /** Issued and cached by the late node. */
  readonly accessToken: string;
  readonly claims: AccessTokenClaims;
  countTickets(): Promise<number>;
}

async function openNodes(context: TestContext): Promise<Nodes> {
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const first = { tenant: onsiteTenant('Fjord Shipping AS') };
  const opened = await createInstallation(directory, first, clock.now());
  const elsewhere = await openInstallation(directory);
  context.after(async () => {
    for (const { stores } of [opened, elsewhere]) await stores.close();
    await rm(directory, { recursive: true });
  });
  const servicesOn = async (stores: typeof opened.stores) => {
    const registry = await TenantRegistry.open({ ...opened, stores, clock, lifetimes });
    const tenant = await stores.tenants.find('');
    assert.ok(tenant);
    return { services: registry.of(tenant), codec: registry.accessTokenCodec };
  };
  const kept = cachedStores(opened.stores, {
    feed: lateFeed,
    clock,
    entriesMax: 10,
    ticketsMax: 10,
  });
  const { services: late, codec } = await servicesOn(kept);
  const { services: other } = await servicesOn(elsewhere.stores);
  const session = await late.sessions.start(await addUser(late, 'anna', null), caller);
  const asked = { application: null, includeCsSession: false, origin: 'api' } as const;
  const accessToken = await late.accessTokens.issue(session, asked, caller);
  const claims = codec.open(accessToken);
  assert.ok(typeof claims === 'object');
  assert.equal((await late.accessTokens.verify(accessToken)).valid, true);
  const countTickets = async () => (await other.stores.tickets.listLive(clock.now(), 9)).length;
  return { late, other, accessToken, claims, countTickets };
}

const jwt = {
  issuer: 'https://crm.example.com',
  audience: ['https://crm.example.com'],
  application: {
    ...plainApplication,
    id: 1,
    clientId: 'gateway',
    name: 'Gateway',
    tenantIds: 'all',
    createdAtMs: 0,
    disabledAtMs: null,
  },
  algorithm: 'ES256',
  identity: {},
} as const;

const ended = (error: unknown) => error instanceof DomainError && error.code === 'session-invalid';

/** How another node ends the token, and how many tickets remain. */
const ENDINGS = {
  'an access token': [
    ({ other, claims }: Nodes) => other.sessionAdministration.revokeAccessToken(ender, claims),
    1,
  ],
  'the ticket of an access token': [
    ({ other, claims }: Nodes) => other.stores.tickets.remove(claims.ticketId),
    0,
  ],
} as const;

for (const [name, [end, left]] of Object.entries(ENDINGS)) {
  test(`${name} that another node has just revoked gets no lasting session`, async (context) => {
    const nodes = await openNodes(context);
    const { late, other, accessToken } = nodes;
    const logIn = (userAgent: string) =>
      late.logins.authenticate({ kind: 'access-token', accessToken }, { ...caller, userAgent });
    assert.ok(await logIn('one'));
    const traded = await logIn('one');
    assert.ok(traded);
    const before = await late.accessTokens.verify(accessToken);
    assert.ok(
      before.valid &&
        (await late.jwtAccessTokens.issue(before.session, { ...jwt, origin: before })),
    );
    await end(nodes);
    assert.equal(await nodes.countTickets(), left);
    assert.equal(await logIn('another'), null);
    const again = await logIn('one');
    assert.equal(again?.ticketText, traded.ticketText, 'nobody has told');
    assert.equal(await other.sessions.open(again.ticketText), null);
    const verdict = await late.accessTokens.verify(accessToken);
    assert.ok(verdict.valid, 'nobody has told');
    const asked = { application: null, includeCsSession: false, origin: 'api' } as const;
    const { session, claims } = verdict;
    await assert.rejects(
      late.accessTokens.issue(session, { ...asked, accessTokenId: claims.tokenId }, caller),
      ended,
    );
    await assert.rejects(late.jwtAccessTokens.issue(session, { ...jwt, origin: verdict }), ended);
    assert.equal(await nodes.countTickets(), left);
  });
}
