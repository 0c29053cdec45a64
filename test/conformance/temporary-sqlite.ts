/** Stores on an SQLite file that goes with them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stores } from '../../src/domain/installation.ts';
import { openSqliteStores } from '../../src/storage/sqlite/open.ts';
import type { OpenedStores } from './check.ts';
import { openTemporaryStores } from './temporary-stores.ts';

/** @param wrap what the tests get of stores that were opened. */
export async function openTemporarySqlite(
  wrap: (stores: Stores) => Promise<Stores> = async (stores) => stores,
): Promise<OpenedStores> {
  const directory = mkdtempSync(join(tmpdir(), 'ticketoffice-'));
  const file = join(directory, 'stores.db');
  return openTemporaryStores(
    async () => wrap(await openSqliteStores(file)),
    () => rmSync(directory, { recursive: true }),
  );
}
