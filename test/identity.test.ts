/** The rules of logins, tickets and access tokens, on a real database with an injected clock. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DomainError } from '../src/domain/errors.ts';
import { credentialsOf } from '../src/domain/login/authenticator.ts';
import { Sessions } from '../src/domain/sessions/sessions.ts';
import { sweepExpired } from '../src/domain/sessions/sweeper.ts';
import { parseTicket } from '../src/domain/sessions/ticket.ts';
import { onsiteTenant } from '../src/domain/tenants/tenant.ts';
import { type CsUser, type CsUserStatus, createProfile } from '../src/domain/users/associate.ts';
import { createInstallation } from '../src/storage/data-directory.ts';
import { TenantRegistry, type TenantServices } from '../src/tenant-services.ts';
import { cheapHash } from './support/cheap-hash.ts';
import {
  addPerson,
  firstGroupId,
  plainRoleId,
  type TestUser,
} from './support/test-installation.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
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
    csSessionIdleMs: 20 * MINUTE_MS,
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
async function addUser({ email, ...profile }: Partial<TestUser> = {}) {
  users += 1;
  const person = email && { personId: await addPerson(services.stores, 'Some One', email) };
  const given = { ...profile, ...person };
  const full = createProfile(`user${users}`, plainRoleId, firstGroupId, given);
  return services.stores.associates.add(full, cheapHash('secret'), now);
}

const logIn = (userName: string, password = 'secret') =>
  services.logins.authenticate(credentialsOf(userName, password), caller);

async function ticketOf(userName: string): Promise<string> {
  const login = await logIn(userName);
  assert.ok(login, `${userName} cannot log in`);
  return login.ticketText;
}

async function tokenOf(ticket: string, includeCsSession = false): Promise<string> {
  const session = await services.sessions.resume(ticket, caller);
  assert.ok(session, 'the ticket is not valid');
  const request = { application: null, includeCsSession, origin: 'soap' } as const;
  return services.accessTokens.issue(session, request, caller);
}

const sweep = () =>
  sweepExpired(
    registry.stores.expired,
    services.clock,
    { csSessionIdleMs: 20 * MINUTE_MS, auditRetentionMs: 0 },
    new AbortController().signal,
  );

const isAlive = async (ticket: string) => (await services.sessions.resume(ticket, caller)) !== null;

async function refusalOf(token: string) {
  const verdict = await services.accessTokens.verify(token);
  return verdict.valid ? null : verdict.refusal;
}

describe('logging in', () => {
  it('works by name, ignoring case and surrounding spaces', async () => {
    const { id } = await addUser({ name: 'Åse' });
    for (const name of ['Åse', 'ÅSE', ' åse ', 'A\u030ase']) {
      assert.equal((await logIn(name))?.principal.associate.id, id, name);
    }
  });

  it('works by an e-mail address that exactly one user has', async () => {
    const { id } = await addUser({ email: 'one@example.com' });
    await addUser({ email: 'two@example.com' });
    await addUser({ email: 'Two@example.com' });
    assert.equal((await logIn('ONE@example.com'))?.principal.associate.id, id);
    assert.equal(await logIn('two@example.com'), null);
  });

  it('fails in the same way for wrong passwords, unknown users and no password', async () => {
    const { name } = await addUser();
    assert.equal(await logIn(name, 'Secret'), null);
    assert.equal(await logIn(name, ''), null);
    assert.equal(await logIn('nobody'), null);
    assert.equal(await logIn(''), null);
  });

  it('works by ticket, which is kept, and by access token, which gets a new one', async () => {
    const { id, name } = await addUser();
    const ticket = await ticketOf(name);
    const byTicket = await logIn(ticket, 'ignored');
    assert.equal(byTicket?.ticketText, ticket);
    assert.equal(byTicket.principal.associate.id, id);
    const byToken = await logIn(await tokenOf(ticket), 'ignored');
    assert.equal(byToken?.principal.associate.id, id);
    assert.notEqual(byToken.ticketText, ticket);
    assert.ok(await isAlive(byToken.ticketText));
    assert.ok(await logIn(` ${ticket}\n`), 'spaces around it do not matter');
    assert.equal(await logIn('7T:1234'), null);
    assert.equal(await logIn('8A:1234'), null);
  });
});

describe('a ticket', () => {
  it('lives for six hours from its last use', async () => {
    const ticket = await ticketOf((await addUser()).name);
    now += 6 * HOUR_MS - 1;
    assert.ok(await isAlive(ticket));
    now += 6 * HOUR_MS - 1;
    assert.ok(await isAlive(ticket));
    now += 6 * HOUR_MS;
    assert.equal(await isAlive(ticket), false);
    assert.equal(await isAlive(ticket), false, 'an expired ticket is not renewed by trying');
  });

  it('is written at most once a minute', async () => {
    const ticket = await ticketOf((await addUser()).name);
    const session = await services.sessions.resume(ticket, caller);
    assert.ok(session);
    const { id, issuedAtMs } = session.ticket;
    const lastUse = async () => (await services.stores.tickets.find(id))?.lastUsedAtMs;
    now += MINUTE_MS - 1;
    assert.ok(await isAlive(ticket));
    assert.equal(await lastUse(), issuedAtMs);
    now += 1;
    assert.ok(await services.sessions.resume(ticket, { address: '192.0.2.9', userAgent: null }));
    assert.equal(await lastUse(), now);
    const stored = await services.stores.tickets.find(id);
    assert.deepEqual([stored?.lastUsedFrom, stored?.lastUsedBy], ['192.0.2.9', null]);
  });

  it('is removed from the database only after it has expired', async () => {
    const { name } = await addUser();
    const tickets = [await ticketOf(name), await ticketOf(name)];
    const [first = '', second = ''] = tickets;
    now += 6 * HOUR_MS - 1;
    await sweep();
    assert.ok(await isAlive(second));
    now += 1;
    assert.ok((await sweep()).tickets >= 1);
    assert.equal((await sweep()).tickets, 0);
    const id = parseTicket(first)?.id ?? '';
    assert.equal(await services.stores.tickets.find(id), null);
    assert.ok(await isAlive(second));
  });

  it('is prolonged by use even if its lifetime is short', async () => {
    const { associate } = (await logIn((await addUser()).name))?.principal ?? {};
    assert.ok(associate);
    const { tickets, associates } = services.stores;
    const clock = { now: () => now };
    const brief = new Sessions({
      contextIdentifier: '',
      tickets,
      associates,
      clock,
      ticketLifetimeMs: MINUTE_MS,
    });
    const { ticketText } = await brief.start(associate, caller);
    for (let use = 0; use < 5; use += 1) {
      now += 50_000;
      assert.ok(await brief.resume(ticketText, caller), `use ${use}`);
    }
    now += MINUTE_MS;
    assert.equal(await brief.resume(ticketText, caller), null);
  });

  it('is not accepted with the secret of another ticket', async () => {
    const { name } = await addUser();
    const [one, two] = [await ticketOf(name), await ticketOf(name)];
    const content = (ticket: string) => Buffer.from(ticket.slice(3), 'base64').toString('utf16le');
    const [id] = content(one).split(';');
    const [, secret] = content(two).split(';');
    const mixed = `7T:${Buffer.from(`${id};${secret}`, 'utf16le').toString('base64')}`;
    assert.equal(await isAlive(mixed), false);
  });

  it('ends with all tickets derived from it when it is revoked', async () => {
    const { name } = await addUser();
    const [ticket, bystander] = [await ticketOf(name), await ticketOf(name)];
    const token = await tokenOf(ticket);
    const child = (await logIn(token))?.ticketText ?? '';
    const grandchild = (await logIn(await tokenOf(child)))?.ticketText ?? '';
    assert.ok(await isAlive(grandchild));
    const session = await services.sessions.resume(ticket, caller);
    assert.equal(await services.stores.tickets.remove(session?.ticket.id ?? ''), 3);
    for (const ended of [ticket, child, grandchild]) assert.equal(await isAlive(ended), false);
    assert.equal(await refusalOf(token), 'session-ended');
    assert.equal(await logIn(token), null);
    assert.ok(await isAlive(bystander));
  });

  it('is not derived from a ticket that ends at the same time', async () => {
    const ticket = await ticketOf((await addUser()).name);
    const session = await services.sessions.resume(ticket, caller);
    assert.ok(session);
    await services.stores.tickets.remove(session.ticket.id);
    assert.equal(await services.sessions.derive(session, 'some token', caller), null);
    const left = await services.stores.tickets.listLive(now, 10, session.associate.id);
    assert.deepEqual(left, []);
  });
});

describe('an access token', () => {
  it('lives for an hour', async () => {
    const token = await tokenOf(await ticketOf((await addUser()).name));
    now += HOUR_MS - 1;
    assert.equal(await refusalOf(token), null);
    now += 1;
    assert.equal(await refusalOf(token), 'expired');
    assert.equal(await logIn(token), null);
    now -= HOUR_MS + 1;
    assert.equal(await refusalOf(token), 'not-yet-valid');
    now += HOUR_MS + 1;
  });

  it('carries a CS session on request, for a user with a CS user', async () => {
    const { name, id } = await addUser({ csUser: { id: 77, accessLevel: 1, status: 'normal' } });
    const verdict = await services.accessTokens.verify(await tokenOf(await ticketOf(name), true));
    const grant = verdict.claims?.csSession;
    assert.match(grant?.sessionKey ?? '', /^[A-Za-z0-9]{32}$/);
    assert.equal(grant?.csUserId, 77);
    const stored = await services.stores.csSessions.find(grant?.loginId ?? 0);
    assert.equal(stored?.associateId, id);
    assert.equal(stored?.ticketId, verdict.claims?.ticketId);
    assert.ok(
      !JSON.stringify(stored).includes(grant?.sessionKey ?? ''),
      'the key is stored hashed',
    );
  });

  it('carries a CS session only for a user with a usable CS user', async () => {
    const ticketFor = async (csUser: CsUser | null) => ticketOf((await addUser({ csUser })).name);
    const statuses = (...all: CsUserStatus[]) =>
      all.map((status): CsUser => ({ id: 1, accessLevel: 0, status }));
    for (const csUser of statuses('normal', 'read-only', 'spm', 'system')) {
      assert.ok(await tokenOf(await ticketFor(csUser), true), csUser.status);
    }
    for (const csUser of [null, ...statuses('none', 'not-available', 'deleted')]) {
      const ticket = await ticketFor(csUser);
      await assert.rejects(
        tokenOf(ticket, true),
        (error) => error instanceof DomainError && error.code === 'cs-user-missing',
      );
      assert.ok(await tokenOf(ticket), 'without one it is issued');
    }
  });
});

describe('a disabled user', () => {
  it('loses all sessions at once, and does not regain them', async () => {
    const { id, name } = await addUser();
    const ticket = await ticketOf(name);
    const token = await tokenOf(ticket);
    await services.stores.associates.disable(id, now);
    const nothingWorks = async () => {
      assert.equal(await isAlive(ticket), false);
      assert.equal(await refusalOf(token), 'session-ended');
      assert.equal(await logIn(ticket), null);
      assert.equal(await logIn(token), null);
    };
    await nothingWorks();
    assert.equal(await logIn(name), null);
    await services.stores.associates.enable(id);
    await nothingWorks();
    assert.ok(await logIn(name));
  });

  it('gets no session from a concurrent login', async () => {
    const { id, name } = await addUser();
    const underWay = logIn(name);
    await services.stores.associates.disable(id, now);
    const ticket = (await underWay)?.ticketText ?? '';
    assert.equal(await isAlive(ticket), false);
  });

  it('gets no valid session even if one is started', async () => {
    const { id } = await addUser();
    await services.stores.associates.disable(id, now);
    const disabled = await services.stores.associates.find(id);
    assert.ok(disabled);
    const { ticketText } = await services.sessions.start(disabled, caller);
    assert.equal(await isAlive(ticketText), false);
  });

  it('loses all sessions, like a user with a new password', async () => {
    const { id, name } = await addUser();
    const ticket = await ticketOf(name);
    await services.stores.associates.setPasswordHash(id, cheapHash('new'));
    assert.equal(await isAlive(ticket), false);
    assert.equal(await logIn(name), null);
    assert.ok(await logIn(name, 'new'));
  });
});
