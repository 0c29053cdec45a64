/** An SQLite file as the stores need it: private, durable, and open to other processes at once. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { explainSystemError } from '../file-problem.ts';
import { retryWhileBusy } from './retry-while-busy.ts';

const OWNER_ONLY = 0o600;

/** Whether what is written survives a crash of the machine, for which it waits for the disk. */
export type Durability = 'durable' | 'temporary';

/** Opens the file, which is created for its owner only when there is none. @throws Error */
export async function openDatabase(
  path: string,
  durability: Durability = 'durable',
): Promise<DatabaseSync> {
  createPrivately(path);
  const location = pathToFileURL(path);
  // So that SQLite creates no file, whose permissions would be what the process gives to any file.
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

/** SQLite gives the permissions of the file to its `-wal` and `-shm` too. */
function createPrivately(path: string): void {
  try {
    // An existing file is not even opened: to close it again would drop the locks that other
    // connections of this process have on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
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
