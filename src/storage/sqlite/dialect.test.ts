import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it, type TestContext } from 'node:test';
import { Kysely, sql } from 'kysely';
import { DomainError } from '../../domain/errors.ts';
import { fileProblemIn } from '../file-problem.ts';
import { NodeSqliteDialect } from './dialect.ts';

interface Numbers {
  readonly numbers: { readonly value: number; readonly filling: Uint8Array | null };
}

/** Opens a database with one table, `numbers`. */
async function openNumbers(context: TestContext, file = ':memory:'): Promise<Kysely<Numbers>> {
  const db = new Kysely<Numbers>({ dialect: new NodeSqliteDialect(new DatabaseSync(file)) });
  context.after(() => db.destroy());
  await sql`create table numbers (value integer, filling blob)`.execute(db);
  return db;
}

/** Whether the error is a full disk, both for clients and for the operator. */
function isFullDisk(error: unknown): true {
  assert.ok(error instanceof DomainError, `${error}`);
  assert.equal(error.code, 'unavailable');
  assert.doesNotMatch(error.message, /:memory:|disk/);
  assert.match(fileProblemIn(error)?.message ?? '', /^The disk of :memory: is full/);
  return true;
}

it('returns rows, change counts and values', async (context) => {
  const db = await openNumbers(context);
  const filling = new Uint8Array([0, 255]);
  const added = await db
    .insertInto('numbers')
    .values([
      { value: 2 ** 53 - 1, filling },
      { value: -1, filling: null },
    ])
    .executeTakeFirst();
  assert.equal(added.numInsertedOrUpdatedRows, 2n);
  const returned = await db
    .updateTable('numbers')
    .set({ filling: null })
    .where('value', '>', 0)
    .returning('value')
    .execute();
  assert.deepEqual(
    returned.map((row) => row.value),
    [2 ** 53 - 1],
  );
  const removed = await db.deleteFrom('numbers').where('value', '=', 7).executeTakeFirst();
  assert.equal(removed.numDeletedRows, 0n);
});

it('gives right results after more statements than the cache holds', async (context) => {
  const db = await openNumbers(context);
  for (let round = 0; round < 2; round += 1) {
    for (let number = 0; number < 500; number += 1) {
      const { rows } = await sql`select ${sql.lit(number)} as a, ${round} as b`.execute(db);
      assert.deepEqual({ ...Object(rows[0]) }, { a: number, b: round });
    }
  }
});

it('prepares a statement once, until others displace it from the cache', async (context) => {
  const database = new DatabaseSync(':memory:');
  const prepare = context.mock.method(database, 'prepare');
  const db = new Kysely({ dialect: new NodeSqliteDialect(database) });
  context.after(() => db.destroy());
  for (let number = 0; number < 3; number += 1) await sql`select ${number}`.execute(db);
  assert.equal(prepare.mock.callCount(), 1);
  for (let number = 0; number < 500; number += 1) await sql`select ${sql.lit(number)}`.execute(db);
  assert.equal(prepare.mock.callCount(), 501);
  await sql`select ${7}`.execute(db);
  assert.equal(prepare.mock.callCount(), 502);
});

it('rolls back a transaction that fails', async (context) => {
  const db = await openNumbers(context);
  const failing = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('numbers').values({ value: 1, filling: null }).execute();
    throw new Error('on purpose');
  });
  await assert.rejects(failing, /on purpose/);
  assert.deepEqual(await db.selectFrom('numbers').selectAll().execute(), []);
});

it('reads only committed rows, and keeps the order of the calls', async (context) => {
  const db = await openNumbers(context);
  const read = async (from: Kysely<Numbers>) =>
    (await from.selectFrom('numbers').select('value').execute()).map(({ value }) => value);
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const undone = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('numbers').values({ value: 1, filling: null }).execute();
    begun.resolve();
    await goOn.promise;
    throw new Error(`after ${await read(transaction)}`);
  });
  await begun.promise;
  const first = read(db);
  const adding = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('numbers').values({ value: 2, filling: null }).execute();
  });
  const second = read(db);
  goOn.resolve();
  await assert.rejects(undone, /after 1/);
  assert.deepEqual(await first, []);
  await adding;
  assert.deepEqual(await second, [2]);
});

it('reports the original error when SQLite itself has rolled back', async (context) => {
  const db = await openNumbers(context);
  await sql`pragma max_page_count = 10`.execute(db);
  const filling = db.transaction().execute(async (transaction) => {
    for (let value = 0; value < 100; value += 1) {
      const row = { value, filling: new Uint8Array(3000) };
      await transaction.insertInto('numbers').values(row).execute();
    }
  });
  await assert.rejects(filling, isFullDisk);
  await db.transaction().execute(async (transaction) => {
    await transaction.insertInto('numbers').values({ value: 1, filling: null }).execute();
  });
  assert.equal((await db.selectFrom('numbers').selectAll().execute()).length, 1);
});

it('reports a full disk to every caller of a group', async (context) => {
  const db = await openNumbers(context);
  await sql`pragma max_page_count = 2`.execute(db);
  const add = (bytes: number) =>
    db
      .insertInto('numbers')
      .values({ value: 1, filling: new Uint8Array(bytes) })
      .execute();
  const results = await Promise.allSettled([add(1), add(9_000), add(1)]);
  for (const result of results)
    assert.ok(result.status === 'rejected' && isFullDisk(result.reason));
  await add(1);
  assert.equal((await db.selectFrom('numbers').selectAll().execute()).length, 1);
});

it('continues after an error, and can be closed twice', async (context) => {
  const db = await openNumbers(context);
  await assert.rejects(sql`select missing from numbers`.execute(db), /no such column/);
  await db.insertInto('numbers').values({ value: 1, filling: null }).execute();
  await db.destroy();
  await db.destroy();
  await assert.rejects(db.selectFrom('numbers').selectAll().execute());
});

it('commits concurrent writes together', async (context) => {
  const database = new DatabaseSync(':memory:');
  const exec = context.mock.method(database, 'exec');
  const db = new Kysely<Numbers>({ dialect: new NodeSqliteDialect(database) });
  context.after(() => db.destroy());
  await sql`create table numbers (value integer unique, filling blob)`.execute(db);
  const add = (value: number) =>
    db.insertInto('numbers').values({ value, filling: null }).executeTakeFirstOrThrow();
  const results = await Promise.allSettled([1, 2, 2, 3].map(add));
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(
    exec.mock.calls.map(({ arguments: [statement] }) => statement),
    ['begin immediate', 'commit'],
  );
  const rows = await db.selectFrom('numbers').select('value').orderBy('value').execute();
  assert.deepEqual(
    rows.map(({ value }) => value),
    [1, 2, 3],
  );
});

it('rejects every statement of a group when one of them ends the transaction', async (context) => {
  const db = await openNumbers(context);
  await sql`create trigger unlucky before insert on numbers when new.value = 13
    begin select raise(rollback, 'unlucky'); end`.execute(db);
  const add = (value: number) =>
    db.insertInto('numbers').values({ value, filling: null }).executeTakeFirstOrThrow();
  const results = await Promise.allSettled([1, 13, 2].map(add));
  assert.deepEqual(
    results.map((result) => (result.status === 'rejected' ? result.reason.message : 'written')),
    [
      'Another statement of the group ended its transaction, so that none of it is written.',
      'unlucky',
      'Another statement of the group ended its transaction, so that none of it is written.',
    ],
  );
  assert.deepEqual(await db.selectFrom('numbers').selectAll().execute(), []);
  await add(3);
  assert.equal((await db.selectFrom('numbers').selectAll().execute()).length, 1);
});

it('closes the database when neither commit nor rollback works', async (context) => {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Numbers>({ dialect: new NodeSqliteDialect(database) });
  context.after(() => db.destroy());
  await sql`create table numbers (value integer, filling blob)`.execute(db);
  const exec = database.exec.bind(database);
  context.mock.method(database, 'exec', (statement: string) => {
    if (statement !== 'begin immediate') throw new Error(`no ${statement}`);
    exec(statement);
  });
  const add = () => db.insertInto('numbers').values({ value: 1, filling: null }).execute();
  const results = await Promise.allSettled([add(), add()]);
  for (const result of results) assert.match(`${Object(result).reason}`, /no commit/);
  await assert.rejects(db.selectFrom('numbers').selectAll().execute(), /not open/);
});

it('names the columns of `select *` anew when they have changed', async (context) => {
  const file = join(await mkdtemp(join(tmpdir(), 'columns-')), 'numbers.db');
  context.after(() => rm(dirname(file), { recursive: true }));
  const db = await openNumbers(context, file);
  await db.insertInto('numbers').values({ value: 7, filling: null }).execute();
  const all = () => db.selectFrom('numbers').selectAll().execute();
  assert.deepEqual(
    (await all()).map((row) => ({ ...row })),
    [{ value: 7, filling: null }],
  );
  const another = new DatabaseSync(file);
  another.exec(`alter table numbers drop column value;
    alter table numbers add column other integer default 8;`);
  another.close();
  assert.deepEqual(
    (await all()).map((row) => ({ ...row })),
    [{ filling: null, other: 8 }],
  );
});
