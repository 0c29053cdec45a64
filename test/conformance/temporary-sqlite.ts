/** Stores on an SQLite file that goes with them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stores } from '../../src/domain/installation.ts';
import { openSqliteStores } from '../../src/storage/sqlite/open.ts';
import type { OpenedStores } from './check.ts';

/** @param wrap what the tests get of stores that were opened. */
export async function openTemporarySqlite(
  wrap: (stores: Stores) => Promise<Stores> = async (stores) => stores,
): Promise<OpenedStores> {
  const directory = mkdtempSync(join(tmpdir(), 'ticketoffice-'));
  const file = join(directory, 'stores.db');
  const opened: Stores[] = [];
  const openAnother = async () => {
    const stores = await wrap(await openSqliteStores(file));
    opened.push(stores);
    return stores;
  };
  const closeAll = async () => {
    for (const stores of opened) await stores.close();
  };
  return {
    stores: await openAnother(),
    reopen: async () => {
      await closeAll();
      return openAnother();
    },
    openAnother,
    dispose: async () => {
      await closeAll();
      rmSync(directory, { recursive: true });
    },
  };
}
