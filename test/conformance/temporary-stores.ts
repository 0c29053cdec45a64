/** Stores on a database that goes with them. */
import type { Stores } from '../../src/domain/installation.ts';
import type { OpenedStores } from './check.ts';

/**
 * @param open opens stores on the database, as a node does.
 * @param remove removes it, when nobody has it open any more.
 */
export async function openTemporaryStores(
  open: () => Promise<Stores>,
  remove: () => unknown,
): Promise<OpenedStores> {
  const opened: Stores[] = [];
  const openAnother = async () => {
    const stores = await open();
    opened.push(stores);
    return stores;
  };
  const closeAll = async () => {
    for (const stores of opened.splice(0)) await stores.close();
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
      await remove();
    },
  };
}
