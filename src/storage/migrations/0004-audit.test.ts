import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { Kysely } from 'kysely';
import { migrate } from '../migrate.ts';
import type { Tables } from '../schema.ts';
import { NodeSqliteDialect } from '../sqlite/dialect.ts';
import { sqliteTraits } from '../sqlite/traits.ts';

it('the database refuses to change the trail, and to remove its last day', async (context) => {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(database) });
  context.after(() => db.destroy());
  await migrate(db, sqliteTraits);
  const columns = 'id, at_ms, action, outcome, detail, count';
  for (const [id, atMs] of [
    [1, 0],
    [2, 1],
    [3, 86_400_000],
  ]) {
    database.exec(
      `insert into audit_events (${columns}) values (${id}, ${atMs}, 'login', 'refused', '{}', 1)`,
    );
  }
  assert.throws(
    () => database.exec("update audit_events set outcome = 'succeeded' where id = 1"),
    /rows of audit_events are never changed/,
  );
  assert.throws(() => database.exec('delete from audit_events'), /are kept for a day/);
  assert.throws(() => database.exec('delete from audit_events where id = 2'), /kept for a day/);
  database.exec('delete from audit_events where id = 1');
  const rows = database.prepare('select id, outcome from audit_events order by id').all();
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [
      { id: 2, outcome: 'refused' },
      { id: 3, outcome: 'refused' },
    ],
  );
});
