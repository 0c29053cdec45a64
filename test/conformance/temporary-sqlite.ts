/**
 * Stores on a temporary SQLite file, which is removed with them. The file is a copy of one with the
 * current schema, and writes do not wait for the disk. Both save most of the time of a test.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stores } from '../../src/domain/installation.ts';
import { openSqlite } from '../../src/storage/sqlite/open.ts';
import { createStores } from '../../src/storage/stores.ts';
import { writeEmptyDatabase } from '../support/empty-database.ts';
import type { OpenedStores } from './check.ts';
import { openTemporaryStores } from './temporary-stores.ts';

/** @param wrap wraps the stores that were opened. */
export async function openTemporarySqlite(
  wrap: (stores: Stores) => Promise<Stores> = async (stores) => stores,
): Promise<OpenedStores> {
  const directory = mkdtempSync(join(tmpdir(), 'ticketoffice-'));
  const file = join(directory, 'stores.db');
  await writeEmptyDatabase(file);
  return openTemporaryStores(
    async () => wrap(await openStores(file)),
    () => rmSync(directory, { recursive: true }),
  );
}

const openStores = async (file: string) =>
  createStores(await openSqlite(file, { durability: 'temporary' }));
