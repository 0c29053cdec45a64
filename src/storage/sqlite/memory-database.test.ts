import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import type { OpenedDatabase } from '../opened-database.ts';
import { createStores } from '../stores.ts';
import { openMemoryDatabase } from './memory-database.ts';
import { bringUpToDate } from './open.ts';

const tenant = { contextIdentifier: 'Cust12345', companyName: 'Fjord Shipping AS' };

describe('a database in memory', () => {
  it('has the tables and the migrations of one that was migrated', async (context) => {
    const migrated = await bringUpToDate(new DatabaseSync(':memory:'));
    const { opened: inMemory } = await openMemoryDatabase();
    context.after(() => Promise.all([migrated, inMemory].map(({ db }) => db.destroy())));
    const contentOf = async ({ db }: OpenedDatabase) => {
      const tables = await sql`select name, sql from sqlite_master order by rowid`.execute(db);
      const migrations = await sql`select name from kysely_migration`.execute(db);
      const lock = await sql`select * from kysely_migration_lock`.execute(db);
      return [tables, migrations, lock].map(({ rows }) => rows);
    };
    const advice = 'The migrations have changed: run npm run goldens.';
    assert.deepEqual(await contentOf(inMemory), await contentOf(migrated), advice);
  });

  it('is copied without what a transaction has not committed', async (context) => {
    const database = await openMemoryDatabase();
    const stores = createStores(database.opened);
    context.after(() => stores.close());
    const begun = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const failing = stores.transaction(async ({ tenants }) => {
      await tenants.add(tenant, 1);
      begun.resolve();
      await held.promise;
      throw new Error('undone');
    });
    await begun.promise;
    const copying = database.copy();
    held.resolve();
    await assert.rejects(failing, /undone/);
    const copy = createStores((await openMemoryDatabase(await copying)).opened);
    context.after(() => copy.close());
    assert.equal(await copy.tenants.find(tenant.contextIdentifier), null);
  });

  it('has nothing in common with its copies', async (context) => {
    const database = await openMemoryDatabase();
    const stores = createStores(database.opened);
    context.after(() => stores.close());
    await stores.tenants.add(tenant, 1);
    const content = await database.copy();
    for (const name of ['Cust26759', 'Cust31415']) {
      const copy = createStores((await openMemoryDatabase(content)).opened);
      context.after(() => copy.close());
      assert.equal((await copy.tenants.find('cust12345'))?.companyName, tenant.companyName);
      await copy.tenants.add({ ...tenant, contextIdentifier: name }, 1);
    }
    assert.equal(await stores.tenants.find('Cust26759'), null);
  });
});
