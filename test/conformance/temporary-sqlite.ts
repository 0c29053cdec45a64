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
import { writeEmptyDatabase } from '../support/empty-database.ts';
import type { Fill, OpenedStores } from './check.ts';
import { openTemporaryStores } from './temporary-stores.ts';

const filled = new Map<Fill, Promise<Buffer>>();

/** @param wrap wraps the stores that were opened. */
export async function openTemporarySqlite(
  fill?: Fill,
  wrap: (stores: Stores) => Promise<Stores> = async (stores) => stores,
): Promise<OpenedStores> {
  const directory = mkdtempSync(join(tmpdir(), 'ticketoffice-'));
  const file = join(directory, 'stores.db');
  if (fill) writeFileSync(file, await contentOf(fill), { mode: 0o600 });
  else await writeEmptyDatabase(file);
  return openTemporaryStores(
    async () => wrap(await openStores(file)),
    () => rmSync(directory, { recursive: true }),
  );
}

/** Returns the file of a database that the function has filled. */
function contentOf(fill: Fill): Promise<Buffer> {
  const content = filled.get(fill) ?? makeContent(fill);
  filled.set(fill, content);
  return content;
}

async function makeContent(fill: Fill): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'ticketoffice-'));
  const file = join(directory, 'filled.db');
  await writeEmptyDatabase(file);
  const stores = await openStores(file);
  await fill(stores);
  // Moves the content of the write-ahead log into the file.
  await stores.close();
  const content = readFileSync(file);
  rmSync(directory, { recursive: true });
  return content;
}

const openStores = async (file: string) =>
  createStores(await openSqlite(file, { durability: 'temporary' }));
