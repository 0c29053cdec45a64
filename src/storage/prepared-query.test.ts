import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it, type TestContext } from 'node:test';
import { Kysely } from 'kysely';
import { migrate } from './migrate.ts';
import { PreparedQuery, type Slots } from './prepared-query.ts';
import type { Tables } from './schema.ts';
import { NodeSqliteDialect } from './sqlite/dialect.ts';
import { sqliteTraits } from './sqlite/traits.ts';

interface Revoked {
  readonly id: string;
  readonly sinceMs: number;
}

async function open(context: TestContext): Promise<Kysely<Tables>> {
  const dialect = new NodeSqliteDialect(new DatabaseSync(':memory:'));
  const db = new Kysely<Tables>({ dialect });
  context.after(() => db.destroy());
  await migrate(db, sqliteTraits);
  for (const token_id of ['a', 'b']) {
    await db.insertInto('revoked_tokens').values({ token_id, expires_at_ms: 7 }).execute();
  }
  return db;
}

it('a query is built once and executed with different values', async (context) => {
  const db = await open(context);
  const build = context.mock.fn((from: Kysely<Tables>, given: Slots<Revoked>) =>
    from
      .selectFrom('revoked_tokens')
      .select((token) => ['token_id', token.ref('expires_at_ms').as('end')])
      .where('expires_at_ms', '>', given('sinceMs'))
      .where((token) => token('token_id', '=', given('id')).or('token_id', '=', 'fixed'))
      .where('expires_at_ms', '<>', given('sinceMs')),
  );
  const query = new PreparedQuery(build);
  const find = async (id: string, sinceMs: number) => {
    const { rows } = await query.execute({ db, traits: sqliteTraits }, { sinceMs, id });
    return rows.map(({ token_id, end }) => [token_id, end]);
  };
  assert.deepEqual(await find('a', 6), [['a', 7]]);
  assert.deepEqual(await find('b', 6), [['b', 7]]);
  assert.deepEqual(await find('b', 7), []);
  assert.equal(build.mock.callCount(), 1);
});

it('a query runs in the given transaction, on any database', async (context) => {
  const remove = new PreparedQuery((db, given: Slots<Pick<Revoked, 'id'>>) =>
    db.deleteFrom('revoked_tokens').where('token_id', '=', given('id')),
  );
  for (const db of [await open(context), await open(context)]) {
    const count = async (from: Kysely<Tables>) =>
      (await from.selectFrom('revoked_tokens').select('token_id').execute()).length;
    const undone = db.transaction().execute(async (transaction) => {
      const inside = { db: transaction, traits: sqliteTraits };
      const { numAffectedRows } = await remove.execute(inside, { id: 'a' });
      assert.equal(numAffectedRows, 1n);
      throw new Error(`${await count(transaction)} left`);
    });
    await assert.rejects(undone, /1 left/);
    assert.equal(await count(db), 2);
  }
});
