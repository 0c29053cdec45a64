/** An SQLite file as the stores need it: private, durable, and open to other processes at once. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { resultCodeOf } from './traits.ts';

/** How long a statement waits for another process to end its write. */
const BUSY_TIMEOUT_MS = 5_000;
const BUSY_RETRY_MS = 10;
const SQLITE_BUSY = 5;
const OWNER_ONLY = 0o600;

/** Opens the file, which is created for its owner only when there is none. @throws Error */
export async function openDatabase(path: string): Promise<DatabaseSync> {
  createPrivately(path);
  const location = pathToFileURL(path);
  // So that SQLite creates no file, whose permissions would be what the process gives to any file.
  location.searchParams.set('mode', 'rw');
  const database = new DatabaseSync(location, { timeout: BUSY_TIMEOUT_MS });
  try {
    await useWriteAheadLog(database);
    database.exec('pragma synchronous = full; pragma foreign_keys = on');
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
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Of several processes that switch a new file at once, SQLite turns some away without waiting. */
async function useWriteAheadLog(database: DatabaseSync): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += BUSY_RETRY_MS) {
    try {
      const mode = readValue(database, 'pragma journal_mode = wal');
      if (mode === 'wal') return;
      throw new Error(`There can be no write-ahead log beside it, only the mode ${mode}.`);
    } catch (error) {
      if (resultCodeOf(error) !== SQLITE_BUSY || waitedMs >= BUSY_TIMEOUT_MS) throw error;
      await setTimeout(BUSY_RETRY_MS);
    }
  }
}
