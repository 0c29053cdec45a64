/** Stores on a temporary database, which is removed with them. */
import type { Stores } from '../../src/domain/installation.ts';
import type { OpenedStores } from './check.ts';

/**
 * @param open opens stores on the database, as a node does.
 * @param remove removes the database after all stores are closed.
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
