/** Logins on PostgreSQL while another transaction keeps the row of a user locked. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { AuditTrail } from '../../src/domain/audit/audit-trail.ts';
import type { Stores } from '../../src/domain/installation.ts';
import { LoginWriter } from '../../src/domain/login/login-writer.ts';
import { openPostgresStores } from '../../src/storage/postgres/open.ts';
import { addSampleAssociate, NOW_MS, sampleTenant, sampleTicket } from '../conformance/samples.ts';
import { TestPostgres } from '../support/postgres.ts';

const SERVER = { connectionsMax: 4, patience: 'server' } as const;

let postgres: TestPostgres;
let stores: Stores;
let another: Stores;
let writer: LoginWriter;

before(async () => {
  postgres = await TestPostgres.start();
  const url = await postgres.createDatabase();
  stores = await openPostgresStores(url, SERVER);
  another = await openPostgresStores(url, SERVER);
  const trail = new AuditTrail({ store: stores.audit, clock: { now: () => NOW_MS } });
  writer = new LoginWriter({ stores, trail });
});
after(async () => {
  await stores.close();
  await another.close();
  await postgres.close();
});

it('logins of other users are stored, and that of the locked user waits', async () => {
  const [locked, other] = [await addUserOf('locked'), await addUserOf('other')];
  const [removed, undone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const removing = another.transaction(async (inside) => {
    await inside.tenants.remove(locked.tenantId);
    removed.resolve();
    await undone.promise;
    throw new Error('undone');
  });
  await removed.promise;
  let isWaiting = true;
  const waiting = logIn(locked).finally(() => {
    isWaiting = false;
  });
  assert.deepEqual(await Promise.all([logIn(other), logIn(other)]), [true, true]);
  assert.equal(await logIn(other), true, 'a later login');
  assert.ok(isWaiting);
  undone.resolve();
  await assert.rejects(removing, /undone/);
  assert.equal(await waiting, true);
  assert.equal(writer.waiting, 0);
});

async function addUserOf(contextIdentifier: string) {
  const { id: tenantId } = await stores.tenants.add(sampleTenant(contextIdentifier), NOW_MS);
  return { tenantId, associate: await addSampleAssociate(stores.ofTenant(tenantId)) };
}

function logIn({ tenantId, associate }: Awaited<ReturnType<typeof addUserOf>>): Promise<boolean> {
  const event = { action: 'login', outcome: 'succeeded' } as const;
  return writer.write({ tenantId, ticket: sampleTicket(associate), event });
}
