/** Empty SQLite databases with the current schema. To copy one is much faster than to create it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores } from '../../src/storage/sqlite/open.ts';

let bytes: Promise<Buffer> | null = null;

/** Writes a new database file. */
export async function writeEmptyDatabase(file: string): Promise<void> {
  bytes ??= makeEmptyDatabase();
  writeFileSync(file, await bytes, { mode: 0o600 });
}

async function makeEmptyDatabase(): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'ticketoffice-'));
  try {
    const file = join(directory, 'empty.db');
    // Closing moves the content of the write-ahead log into the file.
    await (await openSqliteStores(file)).close();
    return readFileSync(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
