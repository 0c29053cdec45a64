/** SQLite databases in memory, for tests. They can be copied as bytes, within milliseconds. */
import { DatabaseSync } from 'node:sqlite';
import type { OpenedDatabase } from '../opened-database.ts';
import { createDatabaseInMemory } from './database-in-memory.ts';
import { bringUpToDate } from './open.ts';

export interface MemoryDatabase {
  readonly opened: OpenedDatabase;
  /** Returns the content after the last commit. A transaction that runs is waited for. */
  copy(): Promise<Uint8Array>;
}

/**
 * Opens a new database in memory.
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
  const database = content === undefined ? createDatabaseInMemory() : copyOf(content);
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

function copyOf(content: Uint8Array): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.deserialize(content);
  return database;
}
