import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { Kysely } from 'kysely';
import { insertKey, SqlKeyStore } from './key-store.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './schema.ts';
import { NodeSqliteDialect } from './sqlite/dialect.ts';
import { sqliteTraits } from './sqlite/traits.ts';
import { StoreContext } from './store-context.ts';

it('lists keys by id, not by creation time', async (context) => {
  const dialect = new NodeSqliteDialect(new DatabaseSync(':memory:'));
  const db = new Kysely<Tables>({ dialect });
  context.after(() => db.destroy());
  await migrate(db, sqliteTraits);
  const sealed = new Uint8Array([1, 2, 3]);
  for (const [id, createdAtMs] of [
    [7, 2],
    [2 ** 32 - 1, 1],
    [3, 3],
    [2, 3],
  ] as const) {
    await insertKey(db, { id, sealed, createdAtMs, retiredAtMs: null });
  }
  const keys = await new SqlKeyStore(new StoreContext(db, sqliteTraits, () => {})).list();
  assert.deepEqual(
    keys.map((key) => key.id),
    [2, 3, 7, 2 ** 32 - 1],
  );
});
