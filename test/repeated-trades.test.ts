/**
 * A client that trades the same access token again within a short time gets the same ticket,
 * unless that ticket has ended.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccessTokenClaims } from '../src/domain/sessions/access-token.ts';
import { Sessions } from '../src/domain/sessions/sessions.ts';
import { parseTicket } from '../src/domain/sessions/ticket.ts';
import type { Associate } from '../src/domain/users/associate.ts';
import type { TenantRegistry, TenantServices } from '../src/tenant-services.ts';
import { asOperator, operator } from './support/operator.ts';
import { loginOf, messageOf, operations, refusalOf } from './support/service-calls.ts';
import { post } from './support/soap-messages.ts';
import {
  addUser,
  type RegisteredApplication,
  TestInstallation,
} from './support/test-installation.ts';

const ender = asOperator('end-sessions');

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TENANT = 'Cust1';
const owner = { address: '192.0.2.1', userAgent: 'test' };
const settings = { trustedProxies: ['127.0.0.1'] };

const clock = { nowMs: Date.parse('2026-11-22T12:00:00Z'), now: () => clock.nowMs };
let installation: TestInstallation;
let services: TenantServices;
/** Another process on the same database. */
let elsewhere: TenantRegistry;
let application: RegisteredApplication;
let other: RegisteredApplication;
let base = '';

before(async () => {
  installation = await TestInstallation.create('online', clock);
  services = await installation.addTenant(TENANT);
  application = await installation.addApplication('Backend');
  other = await installation.addApplication('Another');
  base = `${await installation.serve(settings)}/${TENANT}`;
  elsewhere = await installation.openAgain();
});
after(() => installation.close());

interface Held {
  readonly token: string;
  readonly claims: AccessTokenClaims;
  readonly associate: Associate;
}

let users = 0;
/** Issues a token for a new user. */
async function hold(includeCsSession = false): Promise<Held> {
  users += 1;
  const csUser = { id: 7, accessLevel: 1, status: 'normal' } as const;
  const associate = await addUser(services, `user${users}`, null, { csUser });
  const session = await services.sessions.start(associate, owner);
  const asked = { application, includeCsSession, origin: 'soap' } as const;
  const token = await services.accessTokens.issue(session, asked, owner);
  const claims = installation.registry.accessTokenCodec.open(token);
  assert.ok(typeof claims === 'object');
  return { token, claims, associate };
}

interface From {
  readonly at?: string;
  readonly userAgent?: string;
  readonly address?: string;
  readonly by?: RegisteredApplication;
}

/** Trades the token. Returns the ticket, or null if it is refused. */
async function trade(token: string, from: From = {}): Promise<string | null> {
  const { at = base, userAgent = 'backend', address = '198.51.100.1', by = application } = from;
  const body = operations.byAccessToken(token);
  const message = messageOf({ service: 'SoPrincipal', body, applicationToken: by.token });
  const answer = await post(at, message, {
    path: '/Remote/Services88/SoPrincipal.svc',
    headers: { 'User-Agent': userAgent, 'X-Forwarded-For': address },
  });
  return refusalOf(answer) === null ? (loginOf(answer)?.ticket ?? null) : null;
}

const idOf = (ticket: string | null) => parseTicket(ticket ?? '')?.id ?? '';
const isValid = async (ticket: string | null) =>
  (await services.sessions.open(ticket ?? '')) !== null;

async function ticketIdsOf({ claims, associate }: Held): Promise<readonly string[]> {
  const all = await services.stores.tickets.listLive(clock.nowMs, 100, associate.id);
  return all.filter(({ accessTokenId }) => accessTokenId === claims.tokenId).map(({ id }) => id);
}

describe('a token that is traded again', () => {
  it('gives the same ticket, causes no write, and is counted', async () => {
    const held = await hold();
    const { audit } = installation.registry.stores;
    const first = await trade(held.token);
    assert.ok(await isValid(first));
    const [row] = await audit.listLatest({}, 1);
    for (let n = 0; n < 3; n += 1) assert.equal(await trade(held.token), first);
    assert.deepEqual(await ticketIdsOf(held), [idOf(first)]);
    assert.deepEqual(await audit.listAfter({}, row?.id ?? 0, 10), []);
    await installation.registry.audit.flush();
    const all = await audit.listLatest({ user: held.associate.name }, 10);
    const events = all.filter(({ action }) => action === 'login');
    const detail = { by: 'access-token', ticketId: idOf(first) };
    assert.deepEqual(
      events.map(({ id, atMs, requestId, ...event }) => event),
      [
        { count: 3, detail: { ...detail, repeated: true } },
        { count: 1, detail },
      ].map((event) => ({
        action: 'login',
        outcome: 'succeeded',
        tenant: TENANT,
        user: held.associate.name,
        application: 'Backend',
        address: '198.51.100.1',
        userAgent: 'backend',
        operator: null,
        ...event,
      })),
    );
  });

  it('gives another client a different ticket', async () => {
    const held = await hold();
    const clients: readonly From[] = [
      {},
      { userAgent: 'another' },
      { address: '198.51.100.2' },
      { by: other },
    ];
    const tickets: (string | null)[] = [];
    for (const client of clients) tickets.push(await trade(held.token, client));
    assert.equal(new Set(tickets).size, clients.length);
    for (const [index, client] of clients.entries()) {
      assert.equal(await trade(held.token, client), tickets[index], JSON.stringify(client));
    }
    assert.equal((await ticketIdsOf(held)).length, clients.length);
  });

  it('gives a new ticket after a minute, even if the first was not used', async () => {
    for (const isUsed of [false, true]) {
      const { token } = await hold();
      const first = await trade(token);
      clock.nowMs += MINUTE_MS - 1;
      assert.equal(await trade(token), first);
      clock.nowMs += 1;
      if (isUsed) assert.ok(await services.sessions.resume(first ?? '', owner));
      const second = await trade(token);
      assert.notEqual(second, first);
      assert.equal(await trade(token), second);
      assert.ok((await isValid(first)) && (await isValid(second)));
    }
  });

  it('gives a new ticket on another node and after a restart', async () => {
    const { token } = await hold();
    const first = await trade(token);
    const again = `${await installation.serve(settings, null, undefined, elsewhere)}/${TENANT}`;
    const second = await trade(token, { at: again });
    assert.ok(second !== null && second !== first);
    assert.equal(await trade(token, { at: again }), second);
    assert.equal(await trade(token), first);
  });

  it('loses no ticket when it is traded twice at the same moment', async () => {
    const held = await hold();
    const tickets = await Promise.all([trade(held.token), trade(held.token), trade(held.token)]);
    for (const ticket of tickets) assert.ok(await isValid(ticket));
    assert.ok(tickets.includes(await trade(held.token)));
  });

  it('still counts as a use of its CS session', async () => {
    const { token, claims } = await hold(true);
    const lastUse = async () =>
      (await services.stores.csSessions.find(claims.csSession?.loginId ?? 0))?.lastActiveAtMs;
    clock.nowMs += 30_000;
    const first = await trade(token);
    assert.notEqual(await lastUse(), clock.nowMs);
    clock.nowMs += 30_000;
    assert.equal(await trade(token), first);
    assert.equal(await lastUse(), clock.nowMs);
  });

  it('gives no ticket again that is missing from the audit trail', async (context) => {
    const held = await hold();
    const append = context.mock.method(installation.registry.audit, 'append', async () => {
      throw new Error('disk full');
    });
    assert.equal(await trade(held.token), null);
    append.mock.restore();
    const ticket = await trade(held.token);
    const [event] = await installation.registry.stores.audit.listLatest({}, 1);
    assert.deepEqual([event?.detail['ticketId'], event?.count], [idOf(ticket), 1]);
    assert.equal(await trade(held.token), ticket);
  });
});

/** @param at the registry that ends it: of this process or of another one. */
type Ending = (held: Held, at: TenantRegistry, ticket: string | null) => Promise<unknown>;

const servicesAt = async (at: TenantRegistry) => {
  const tenant = await at.stores.tenants.find(TENANT);
  assert.ok(tenant);
  return at.of(tenant);
};

/** Each way to end the token and with it the ticket. */
const ENDINGS: Readonly<Record<string, Ending>> = {
  'the token is revoked': async ({ claims }, at) =>
    (await servicesAt(at)).sessionAdministration.revokeAccessToken(ender, claims),
  'the ticket of the token is revoked': async ({ claims }, at) =>
    (await servicesAt(at)).stores.tickets.remove(claims.ticketId),
  'the user is disabled, and enabled again': async ({ associate }, at) => {
    const { associates } = (await servicesAt(at)).stores;
    await associates.disable(associate.id, clock.nowMs);
    await associates.enable(associate.id);
  },
  'the user gets a new password': async ({ associate }, at) =>
    (await servicesAt(at)).stores.associates.setPasswordHash(associate.id, 'x'),
  'the user is removed': async ({ associate }, at) =>
    (await servicesAt(at)).stores.associates.remove(associate.id, 1),
};

describe('a ticket is not returned again if', () => {
  for (const place of ['here', 'in another process']) {
    const placeOf = () => (place === 'here' ? installation.registry : elsewhere);

    for (const [name, end] of Object.entries(ENDINGS)) {
      it(`${name}, ${place}`, async () => {
        const held = await hold();
        const first = await trade(held.token);
        assert.equal(await trade(held.token), first);
        await end(held, placeOf(), first);
        assert.equal(await trade(held.token), null);
        assert.equal(await isValid(first), false);
        assert.deepEqual(await ticketIdsOf(held), []);
      });
    }

    it(`only the ticket is revoked, ${place}: a new one is issued`, async () => {
      const held = await hold();
      const first = await trade(held.token);
      assert.equal(await trade(held.token), first);
      await (await servicesAt(placeOf())).stores.tickets.remove(idOf(first));
      const second = await trade(held.token);
      assert.ok(second !== null && second !== first);
      assert.equal(await trade(held.token), second);
      assert.equal(await isValid(first), false);
      assert.deepEqual(await ticketIdsOf(held), [idOf(second)]);
    });
  }

  it('the tenant is suspended', async () => {
    const held = await hold();
    const { tenants } = installation.registry.stores;
    const first = await trade(held.token);
    await tenants.suspend(services.tenant.id, clock.nowMs);
    assert.equal(await trade(held.token), null);
    await tenants.resume(services.tenant.id);
    assert.equal(await trade(held.token), first);
  });

  it('the key of the token is retired', async () => {
    const { tokenKeys } = installation.registry;
    const held = await hold();
    await trade(held.token);
    const id = tokenKeys.current.id;
    await tokenKeys.rotate(operator);
    await tokenKeys.retire(operator, id);
    assert.equal(await trade(held.token), null);
  });

  it('the token has expired', async () => {
    const held = await hold();
    clock.nowMs = held.claims.validToMs - 1;
    const first = await trade(held.token);
    assert.equal(await trade(held.token), first);
    clock.nowMs += 1;
    assert.equal(await trade(held.token), null);
    assert.ok(held.claims.validToMs - held.claims.validFromMs >= HOUR_MS);
  });
});

describe('a session that was just started is returned again', () => {
  const sessionsOf = (ticketLifetimeMs: number) =>
    new Sessions({ contextIdentifier: TENANT, ...services.stores, clock, ticketLifetimeMs });

  it('within a tenth of a short lifetime', async () => {
    const { associate } = await hold();
    const sessions = sessionsOf(5 * MINUTE_MS);
    const started = await sessions.start(associate, owner);
    clock.nowMs += MINUTE_MS / 2 - 1;
    assert.equal((await sessions.giveAgain(started))?.ticketText, started.ticketText);
    clock.nowMs += 1;
    assert.equal(await sessions.giveAgain(started), null);
  });

  it('in its current state, if its secret is unchanged', async () => {
    const { associate } = await hold();
    const sessions = sessionsOf(HOUR_MS);
    const started = await sessions.start(associate, owner);
    await services.stores.associates.update(associate.id, { ...associate, tooltip: 'New' });
    assert.equal((await sessions.giveAgain(started))?.associate.tooltip, 'New');
    const { ticket } = started;
    const forged = { ...started, ticket: { ...ticket, secretHash: `${ticket.secretHash}x` } };
    assert.equal(await sessions.giveAgain(forged), null);
  });
});
