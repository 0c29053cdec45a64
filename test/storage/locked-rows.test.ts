/** Logins on PostgreSQL while other transactions lock rows that they need. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, it, type TestContext } from 'node:test';
import { AuditTrail } from '../../src/domain/audit/audit-trail.ts';
import type { Stores } from '../../src/domain/installation.ts';
import { LoginWriter } from '../../src/domain/login/login-writer.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import { openPostgresStores } from '../../src/storage/postgres/open.ts';
import { addSampleAssociate, NOW_MS, sampleTenant, sampleTicket } from '../conformance/samples.ts';
import { TestPostgres } from '../support/postgres.ts';

const SERVER = { connectionsMax: 4, patience: 'server' } as const;
const FIRST_ID = '00000000-0000-4000-8000-000000000000';
const LAST_ID = 'ffffffff-ffff-4fff-bfff-ffffffffffff';
/** Fails if another transaction removes the row. */
const LOCK = 'select id from tickets where id = $1 for key share nowait';
const WAITING = "select pid from pg_stat_activity where wait_event_type = 'Lock'";

interface UserOfTenant {
  readonly tenantId: number;
  readonly associate: Associate;
}

let postgres: TestPostgres;
let url: string;

before(async () => {
  postgres = await TestPostgres.start();
});
beforeEach(async () => {
  url = await postgres.createDatabase();
});
after(() => postgres.close());

it('logins of other users are stored, and that of the locked user waits', async (context) => {
  const { stores, another, writer } = await openNodes(context);
  const [locked, other] = [await addUserOf(stores, 'locked'), await addUserOf(stores, 'other')];
  const [removed, undone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const removing = another.transaction(async (inside) => {
    await inside.tenants.remove(locked.tenantId);
    removed.resolve();
    await undone.promise;
    throw new Error('undone');
  });
  await removed.promise;
  let isWaiting = true;
  const waiting = logIn(writer, locked).finally(() => {
    isWaiting = false;
  });
  const together = [logIn(writer, other), logIn(writer, other)];
  assert.deepEqual(await Promise.all(together), [true, true]);
  assert.equal(await logIn(writer, other), true, 'a later login');
  assert.ok(isWaiting);
  undone.resolve();
  await assert.rejects(removing, /undone/);
  assert.equal(await waiting, true);
  assert.equal(writer.waiting, 0);
});

it('a removal locks tickets in the order in which logins lock them', async (context) => {
  const { stores, another } = await openNodes(context);
  const { tenantId, associate } = await addUserOf(stores, 'removed');
  const { tickets } = stores.ofTenant(tenantId);
  const [first, last] = [FIRST_ID, LAST_ID].map((id) => sampleTicket(associate, { id }));
  assert.ok(first && last);
  // Without an order, PostgreSQL would lock them as they were added.
  await tickets.add(last);
  await tickets.add(first);
  const login = postgres.connect(url);
  await login.connect();
  context.after(() => login.end());
  await login.query('begin');
  await login.query(LOCK, [first.id]);
  const removing = another.ofTenant(tenantId).tickets.removeOfAssociate(associate.id);
  for (let waiting = 0; waiting === 0; ) {
    const { rowCount } = await login.query(WAITING);
    waiting = rowCount ?? 0;
  }
  await login.query(LOCK, [last.id]);
  await login.query('commit');
  assert.equal(await removing, 2);
});

async function openNodes(context: TestContext) {
  const open = () => openPostgresStores(url, SERVER);
  const [stores, another] = await Promise.all([open(), open()]);
  context.after(() => Promise.all([stores.close(), another.close()]));
  const trail = new AuditTrail({ store: stores.audit, clock: { now: () => NOW_MS } });
  return { stores, another, writer: new LoginWriter({ stores, trail }) };
}

async function addUserOf(stores: Stores, contextIdentifier: string): Promise<UserOfTenant> {
  const { id: tenantId } = await stores.tenants.add(sampleTenant(contextIdentifier), NOW_MS);
  return { tenantId, associate: await addSampleAssociate(stores.ofTenant(tenantId)) };
}

function logIn(writer: LoginWriter, { tenantId, associate }: UserOfTenant): Promise<boolean> {
  const event = { action: 'login', outcome: 'succeeded' } as const;
  return writer.write({ tenantId, ticket: sampleTicket(associate), event });
}
