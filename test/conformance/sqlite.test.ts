/** The stores on real SQLite files: the common checks, and those of SQLite alone. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { fileProblemIn } from '../../src/storage/file-problem.ts';
import { openDatabase, readValue } from '../../src/storage/sqlite/database.ts';
import { NodeSqliteDialect } from '../../src/storage/sqlite/dialect.ts';
import { openSqliteStores } from '../../src/storage/sqlite/open.ts';
import {
  addSampleAssociate,
  obtainSampleTenant,
  sampleGroup,
  sampleInstallation,
} from './samples.ts';
import type { Answer, Task } from './sqlite-process.ts';
import { describeStores } from './stores.ts';
import { openTemporarySqlite } from './temporary-sqlite.ts';

describeStores('SQLite', openTemporarySqlite);

/** A file name in a temporary directory that is removed after the test. */
function temporaryFile(context: TestContext, name = 'stores.db'): string {
  const directory = mkdtempSync(join(tmpdir(), 'ticketoffice-'));
  context.after(() => rmSync(directory, { recursive: true }));
  return join(directory, name);
}

/** A process that is killed after the test. */
function startProcess(context: TestContext): ChildProcess {
  const child = fork(new URL('./sqlite-process.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  context.after(() => child.kill('SIGKILL'));
  return child;
}

async function ask(child: ChildProcess, task: Task): Promise<string> {
  child.send(task);
  const [answer]: Answer[] = await once(child, 'message', { signal: AbortSignal.timeout(60_000) });
  if (answer?.kind !== 'done') throw new Error(answer?.error);
  return answer.id;
}

function modeOf(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

describe('A new SQLite file', () => {
  it('is readable by its owner only, and so are its -wal and -shm files', async (context) => {
    const file = temporaryFile(context);
    const umask = process.umask(0);
    const stores = await openSqliteStores(file).finally(() => process.umask(umask));
    await (await obtainSampleTenant(stores)).groups.add(sampleGroup('Everyone'));
    assert.deepEqual([file, `${file}-wal`, `${file}-shm`].map(modeOf), ['600', '600', '600']);
    await stores.close();
  });

  it('can be opened by several stores of a process at once', async (context) => {
    const file = temporaryFile(context);
    const all = await Promise.all(Array.from({ length: 5 }, () => openSqliteStores(file)));
    const [first, last] = [all.at(0), all.at(-1)];
    assert.ok(first && last);
    const { groups } = await obtainSampleTenant(first);
    const group = await groups.add(sampleGroup('Everyone'));
    assert.deepEqual(await (await obtainSampleTenant(last)).groups.list(), [group]);
    await Promise.all(all.map((stores) => stores.close()));
  });

  it('can be opened and written by several processes at once', async (context) => {
    const children = Array.from({ length: 4 }, () => startProcess(context));
    await Promise.all(children.map((child) => once(child, 'spawn')));
    const folder = temporaryFile(context, 'many');
    mkdirSync(folder);
    for (let round = 0; round < 40; round += 1) {
      const file = join(folder, `${round}.db`);
      const task: Task = { kind: 'add-groups', file, atMs: Date.now() + 3, count: 3 };
      await Promise.all(children.map((child) => ask(child, task)));
      const stores = await openSqliteStores(file);
      const { groups } = await obtainSampleTenant(stores);
      assert.equal((await groups.list()).length, 12);
      await stores.close();
    }
  });

  it('can have any name', async (context) => {
    for (const name of [':memory:', 'a b?mode=memory#c%41.db', 'Ærø.db', 'file:x.db']) {
      const file = temporaryFile(context, name);
      const stores = await openSqliteStores(file);
      await stores.installation.create(sampleInstallation());
      await stores.close();
      assert.ok(statSync(file).size > 0, name);
    }
  });
});

describe('An SQLite database', () => {
  it('uses a write-ahead log, waits for the disk, and checks references', async (context) => {
    const database = await openDatabase(temporaryFile(context));
    assert.equal(readValue(database, 'pragma journal_mode'), 'wal');
    assert.equal(readValue(database, 'pragma synchronous'), 2, 'not FULL');
    assert.equal(readValue(database, 'pragma foreign_keys'), 1);
    database.close();
  });

  it('is closed when a transaction cannot be rolled back', async (context) => {
    const database = await openDatabase(temporaryFile(context));
    const db = new Kysely<Record<string, never>>({ dialect: new NodeSqliteDialect(database) });
    const prepare = database.prepare.bind(database);
    context.mock.method(database, 'prepare', (sql: string) => {
      if (sql === 'rollback') throw new Error('disk I/O error');
      return prepare(sql);
    });
    const failing = db.transaction().execute(async () => {
      throw new Error('on purpose');
    });
    await assert.rejects(failing);
    await assert.rejects(sql`select 1`.execute(db), 'the database is closed');
    await db.destroy();
  });

  it('waits for the write of another program without blocking the event loop', async (context) => {
    const file = temporaryFile(context);
    const stores = await openSqliteStores(file);
    const { groups } = await obtainSampleTenant(stores);
    const other = await openDatabase(file);
    other.exec('begin immediate');
    let done = false;
    const adding = groups.add(sampleGroup('Sales')).then(() => {
      done = true;
    });
    for (let turn = 0; turn < 1000; turn += 1) await nextTurn();
    assert.deepEqual(await groups.list(), [], 'who only reads does not wait');
    assert.equal(done, false);
    other.exec('commit');
    await adding;
    other.close();
    await stores.close();
  });

  it('describes itself', async (context) => {
    const stores = await openSqliteStores(temporaryFile(context));
    assert.deepEqual(stores.database, {
      type: 'SQLite',
      version: process.versions['sqlite'],
      schemaVersion: 1,
    });
    await stores.close();
  });

  it('cannot hold two installations', async (context) => {
    const file = temporaryFile(context);
    const stores = await openSqliteStores(file);
    await stores.installation.create(sampleInstallation());
    await stores.close();
    const database = new DatabaseSync(file);
    context.after(() => database.close());
    const addSecond = 'insert into installation select 2, id, mode, 0, 0 from installation';
    assert.throws(() => database.exec(addSecond), /CHECK constraint failed: only_row = 1/);
  });

  it('keeps a ticket after its process was killed', async (context) => {
    const file = temporaryFile(context);
    const stores = await openSqliteStores(file);
    const associate = await addSampleAssociate(await obtainSampleTenant(stores));
    await stores.close();
    const child = startProcess(context);
    const id = await ask(child, { kind: 'add-ticket', file });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const reopened = await openSqliteStores(file);
    const { tickets } = await obtainSampleTenant(reopened);
    assert.equal((await tickets.find(id))?.associateId, associate.id);
    await reopened.close();
  });

  it('finishes the work that began before it was closed', async (context) => {
    const file = temporaryFile(context);
    const stores = await openSqliteStores(file);
    const { installation } = stores;
    await installation.create(sampleInstallation());
    const { groups } = await obtainSampleTenant(stores);
    const before = ['a', 'b', 'c'].map((name) => groups.add(sampleGroup(name)));
    await stores.close();
    await Promise.all(before);
    const reopened = await openSqliteStores(file);
    const { groups: after } = await obtainSampleTenant(reopened);
    assert.equal((await after.list()).length, 3);
    await reopened.close();
  });
});

describe('SQLite refuses', () => {
  const refuse = (file: string, message: RegExp) =>
    assert.rejects(openSqliteStores(file), (error: unknown) => {
      assert.ok(error instanceof Error);
      assert.ok(error.message.startsWith(`Cannot open the database ${file}: `), error.message);
      assert.match(error.message, message);
      return true;
    });

  /** The cause names the file, for the operator. The message for clients does not. */
  const refuseFile = (file: string, message: RegExp) =>
    assert.rejects(openSqliteStores(file), (error: unknown) => {
      const told = fileProblemIn(error)?.message ?? '';
      assert.ok(told.includes(file), told);
      assert.match(told, message);
      return true;
    });

  it('a database that a newer program has migrated', async (context) => {
    const file = temporaryFile(context);
    await (await openSqliteStores(file)).close();
    const database = new DatabaseSync(file);
    database.exec("insert into kysely_migration values ('9999-later', '2099-01-01T00:00:00.000Z')");
    database.close();
    await refuse(file, /schema is newer than this program.*9999-later.*Use the version/);
  });

  it('a file that is not a database', async (context) => {
    const file = temporaryFile(context);
    writeFileSync(file, 'This is a text. '.repeat(1000));
    await refuseFile(file, /is no database of SQLite/);
  });

  it('a database with the tables of another program', async (context) => {
    const file = temporaryFile(context);
    const database = new DatabaseSync(file);
    database.exec('create table tickets (seat text)');
    database.close();
    await refuse(file, /schema cannot be updated/);
    const after = new DatabaseSync(file);
    assert.equal(readValue(after, "select count(*) from pragma_table_info('associates')"), 0);
    after.close();
  });

  it('a file in a missing directory', async (context) => {
    await refuse(join(temporaryFile(context), 'stores.db'), /no such file or directory/);
  });

  it('a link to a missing file', { skip: process.platform === 'win32' }, (context) => {
    const file = temporaryFile(context);
    symlinkSync(`${file}.missing`, file);
    return refuseFile(file, /may not read and write/);
  });
});
