/**
 * Stores on a temporary SQLite file, which is removed with them. The file is a copy of one with the
 * current schema, and writes do not wait for the disk. Both save most of the time of a test.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stores } from '../../src/domain/installation.ts';
import { openSqlite } from '../../src/storage/sqlite/open.ts';
import { createStores } from '../../src/storage/stores.ts';
import type { OpenedStores } from './check.ts';
import { openTemporaryStores } from './temporary-stores.ts';

let emptyDatabase: Promise<Buffer> | null = null;

/** @param wrap wraps the stores that were opened. */
export async function openTemporarySqlite(
  wrap: (stores: Stores) => Promise<Stores> = async (stores) => stores,
): Promise<OpenedStores> {
  emptyDatabase ??= makeEmptyDatabase();
  const directory = makeDirectory();
  const file = join(directory, 'stores.db');
  writeFileSync(file, await emptyDatabase, { mode: 0o600 });
  return openTemporaryStores(
    async () => wrap(await openStores(file)),
    () => rmSync(directory, { recursive: true }),
  );
}

async function makeEmptyDatabase(): Promise<Buffer> {
  const directory = makeDirectory();
  const file = join(directory, 'empty.db');
  // Closing moves the content of the write-ahead log into the file.
  await (await openStores(file)).close();
  const bytes = readFileSync(file);
  rmSync(directory, { recursive: true });
  return bytes;
}

const makeDirectory = () => mkdtempSync(join(tmpdir(), 'ticketoffice-'));
const openStores = async (file: string) =>
  createStores(await openSqlite(file, { durability: 'temporary' }));
