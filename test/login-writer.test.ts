/** Tickets of logins are stored together with their audit events, in groups, or not at all. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AuditTrail } from '../src/domain/audit/audit-trail.ts';
import { DomainError } from '../src/domain/errors.ts';
import type { Stores, TenantStores } from '../src/domain/installation.ts';
import { LoginWriter } from '../src/domain/login/login-writer.ts';
import type { Ticket } from '../src/domain/sessions/ticket.ts';
import type { Associate } from '../src/domain/users/associate.ts';
import {
  addSampleAssociate,
  addSampleTicket,
  NO_SUCH_ID,
  NOW_MS,
  sampleTenant,
  sampleTicket,
} from './conformance/samples.ts';
import { openTemporarySqlite } from './conformance/temporary-sqlite.ts';

interface Scene {
  readonly stores: Stores;
  readonly tenantId: number;
  readonly tenant: TenantStores;
  readonly user: Associate;
  readonly trail: AuditTrail;
  write(ticket: Ticket, tenantId?: number): Promise<boolean>;
  /** How many transactions were begun. */
  transactions(): number;
  /** The tickets that the audit trail has events of, in order. */
  recorded(): Promise<readonly unknown[]>;
}

async function setScene(context: TestContext): Promise<Scene> {
  const { stores, dispose } = await openTemporarySqlite();
  context.after(dispose);
  const { id: tenantId } = await stores.tenants.add(sampleTenant('a'), NOW_MS);
  const tenant = stores.ofTenant(tenantId);
  const trail = new AuditTrail({ store: stores.audit, clock: { now: () => NOW_MS } });
  const begun = context.mock.method(stores, 'transaction');
  const writer = new LoginWriter({ stores, trail });
  return {
    stores,
    tenantId,
    tenant,
    user: await addSampleAssociate(tenant),
    trail,
    write: (ticket, of = tenantId) =>
      writer.write({
        tenantId: of,
        ticket,
        event: { action: 'login', outcome: 'succeeded', detail: { ticketId: ticket.id } },
      }),
    transactions: () => begun.mock.callCount(),
    recorded: async () =>
      (await stores.audit.listAfter({}, 0, 1000)).map(({ detail }) => detail['ticketId']),
  };
}

test('logins of the same moment, of several tenants, are one transaction', async (context) => {
  const scene = await setScene(context);
  const { id } = await scene.stores.tenants.add(sampleTenant('b'), NOW_MS);
  const other = scene.stores.ofTenant(id);
  const theirs = sampleTicket(await addSampleAssociate(other));
  const ours = Array.from({ length: 5 }, () => sampleTicket(scene.user));
  const results = [...ours.map((ticket) => scene.write(ticket)), scene.write(theirs, id)];
  assert.deepEqual(await Promise.all(results), [true, true, true, true, true, true]);
  assert.equal(scene.transactions(), 1);
  assert.equal(scene.trail.recorded, 6);
  for (const ticket of ours) assert.deepEqual(await scene.tenant.tickets.find(ticket.id), ticket);
  assert.deepEqual(await other.tickets.find(theirs.id), theirs);
  const all = [...ours, theirs].map((ticket) => ticket.id);
  assert.deepEqual(new Set(await scene.recorded()), new Set(all));
});

test('a crowd of logins is several transactions', async (context) => {
  const scene = await setScene(context);
  const tickets = Array.from({ length: 150 }, () => sampleTicket(scene.user));
  const results = await Promise.all(tickets.map((ticket) => scene.write(ticket)));
  assert.ok(results.every(Boolean));
  assert.equal(scene.transactions(), 3);
  assert.equal((await scene.recorded()).length, 150);
});

test('a login by what has ended is not stored, and others of the group are', async (context) => {
  const scene = await setScene(context);
  const { user, tenant } = scene;
  const parent = await addSampleTicket(tenant, user);
  const gone = await addSampleTicket(tenant, user);
  await tenant.tickets.remove(gone.id);
  await scene.stores.revokedTokens.add('revoked', NOW_MS);
  const derived = (parentId: string, accessTokenId: string) =>
    sampleTicket(user, { parentId, accessTokenId });
  const tickets = [
    derived(parent.id, 'token'),
    derived(gone.id, 'token'),
    derived(parent.id, 'revoked'),
    sampleTicket(user),
  ];
  const results = await Promise.all(tickets.map((ticket) => scene.write(ticket)));
  assert.deepEqual(results, [true, false, false, true]);
  const stored = await Promise.all(tickets.map(({ id }) => tenant.tickets.find(id)));
  assert.deepEqual(
    stored.map((ticket) => ticket !== null),
    results,
  );
  assert.deepEqual(await scene.recorded(), [tickets[0]?.id, tickets[3]?.id]);
});

test('a login of a user who was removed fails alone', async (context) => {
  const scene = await setScene(context);
  const removed = { ...scene.user, id: NO_SUCH_ID };
  const tickets = [scene.user, removed, scene.user].map((user) => sampleTicket(user));
  const results = await Promise.allSettled(tickets.map((ticket) => scene.write(ticket)));
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.match(String(results[1]?.status === 'rejected' && results[1].reason), /no user/);
  assert.deepEqual(await scene.recorded(), [tickets[0]?.id, tickets[2]?.id]);
});

test('no ticket is stored without its event, and later logins are stored', async (context) => {
  const scene = await setScene(context);
  const failing = context.mock.method(scene.trail, 'append', async () => {
    throw new Error('disk full');
  });
  const ticket = sampleTicket(scene.user);
  await assert.rejects(scene.write(ticket), /disk full/);
  failing.mock.restore();
  assert.equal(await scene.tenant.tickets.find(ticket.id), null);
  assert.equal(await scene.write(ticket), true);
  assert.deepEqual(await scene.recorded(), [ticket.id]);
});

test('logins do not wait for each other while the database is away', async (context) => {
  const scene = await setScene(context);
  const transaction = context.mock.method(scene.stores, 'transaction', async () => {
    throw new DomainError('unavailable', 'The database is away.');
  });
  const writing = Array.from({ length: 200 }, () => scene.write(sampleTicket(scene.user)));
  const results = await Promise.allSettled(writing);
  assert.ok(results.every(({ status }) => status === 'rejected'));
  assert.equal(transaction.mock.callCount(), 1);
});

test('too many logins that wait are refused', async (context) => {
  const scene = await setScene(context);
  context.mock.method(scene.stores, 'transaction', async () => {
    throw new Error('away');
  });
  const ticket = sampleTicket(scene.user);
  const waiting = Array.from({ length: 10_000 }, () => scene.write(ticket));
  await assert.rejects(scene.write(ticket), { code: 'busy' });
  const results = await Promise.allSettled(waiting);
  assert.ok(results.every(({ status }) => status === 'rejected'));
});
