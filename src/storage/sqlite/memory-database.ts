/**
 * SQLite databases in memory, which end with the process. The statements of `tables.json` make the
 * tables of a new one in a tenth of the time that the migrations take. `npm run goldens` writes
 * that file from the migrations.
 */
import { DatabaseSync } from 'node:sqlite';
import type { OpenedDatabase } from '../opened-database.ts';
import { bringUpToDate } from './open.ts';
import statements from './tables.json' with { type: 'json' };

/** Can be copied as bytes, within milliseconds. */
export interface MemoryDatabase {
  readonly opened: OpenedDatabase;
  /** Returns the content after the last commit. A transaction that runs is waited for. */
  copy(): Promise<Uint8Array>;
}

/** Opens a new database that cannot be copied, with every Node.js version. */
export function openInMemory(): Promise<OpenedDatabase> {
  return bringUpToDate(createDatabase());
}

/**
 * Opens a new database that can be copied.
 *
 * @param content what `copy` has returned. By default a database without records.
 * @throws Error when this Node.js cannot copy databases, which is so before 26.1.
 */
export async function openMemoryDatabase(content?: Uint8Array): Promise<MemoryDatabase> {
  if (!('serialize' in DatabaseSync.prototype)) {
    throw new Error(
      `A database in memory needs Node.js 26.1 or later, but this is ${process.version}.`,
    );
  }
  const database = content === undefined ? createDatabase() : copyOf(content);
  const opened = await bringUpToDate(database);
  return {
    opened,
    copy: () =>
      opened.db
        .transaction()
        .setAccessMode('read only')
        .execute(async () => database.serialize()),
  };
}

function createDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec(['begin', ...statements, 'commit'].join(';\n'));
  return database;
}

function copyOf(content: Uint8Array): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.deserialize(content);
  return database;
}
