/** Opens SQLite files: private to their owner, durable, and shared with other processes. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { explainSystemError } from '../file-problem.ts';
import { retryWhileBusy } from './retry-while-busy.ts';

const OWNER_ONLY = 0o600;

/** Whether writes survive a crash of the machine. `durable` waits for the disk at each commit. */
export type Durability = 'durable' | 'temporary';

/** Opens the file. A new one is created for its owner only. @throws Error */
export async function openDatabase(
  path: string,
  durability: Durability = 'durable',
): Promise<DatabaseSync> {
  createPrivately(path);
  const location = pathToFileURL(path);
  // Keeps SQLite from creating the file, which would get the default permissions.
  location.searchParams.set('mode', 'rw');
  const database = new DatabaseSync(location, { timeout: 0 });
  try {
    await retryWhileBusy(() => useWriteAheadLog(database));
    const synchronous = durability === 'durable' ? 'full' : 'off';
    database.exec(`pragma synchronous = ${synchronous}; pragma foreign_keys = on`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The first column of the only row. */
export function readValue(database: DatabaseSync, sql: string): unknown {
  return Object.values(database.prepare(sql).get() ?? {})[0];
}

/** SQLite gives the `-wal` and `-shm` files the permissions of the database file. */
function createPrivately(path: string): void {
  try {
    // An existing file is not opened here. Closing it would drop the locks that other connections
    // of this process hold (https://www.sqlite.org/howtocorrupt.html, 2.2).
    closeSync(openSync(path, 'wx', OWNER_ONLY));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw explainSystemError(error, path);
  }
}

function useWriteAheadLog(database: DatabaseSync): void {
  const mode = readValue(database, 'pragma journal_mode = wal');
  if (mode !== 'wal') {
    throw new Error(`There can be no write-ahead log beside it, only the mode ${mode}.`);
  }
}
