/** SQLite databases in memory, which end with the process. */
import { DatabaseSync } from 'node:sqlite';
import type { OpenedDatabase } from '../opened-database.ts';
import { bringUpToDate } from './open.ts';

/** Can be copied as bytes, within milliseconds. */
export interface MemoryDatabase {
  readonly opened: OpenedDatabase;
  /** Returns the content after the last commit. A transaction that runs is waited for. */
  copy(): Promise<Uint8Array>;
}

/** Opens a new database that cannot be copied, with every Node.js version. */
export function openInMemory(): Promise<OpenedDatabase> {
  return bringUpToDate(new DatabaseSync(':memory:'));
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
  return open(content ?? (await emptyContent()));
}

let empty: Promise<Uint8Array> | null = null;

/** To create the tables takes much longer than to copy them. */
function emptyContent(): Promise<Uint8Array> {
  empty ??= open(null).then(async ({ opened, copy }) => {
    const content = await copy();
    await opened.db.destroy();
    return content;
  });
  return empty;
}

async function open(content: Uint8Array | null): Promise<MemoryDatabase> {
  const database = new DatabaseSync(':memory:');
  if (content) database.deserialize(content);
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
