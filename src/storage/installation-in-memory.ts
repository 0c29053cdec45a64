/** Installations in memory, for demos and tests. Nothing of them outlives the process. */
import { systemClock } from '../domain/clock.ts';
import { MasterKey } from '../domain/keys/master-key.ts';
import { MasterKeys } from '../domain/keys/master-keys.ts';
import {
  fillInstallation,
  type NewInstallationOptions,
  type OpenedInstallation,
} from './data-directory.ts';
import { openInMemory } from './sqlite/memory-database.ts';
import { createStores } from './stores.ts';

/** Creates an installation on SQLite, with a new master key. */
export async function createInstallationInMemory(
  made: Pick<NewInstallationOptions, 'purpose' | 'tenant'>,
  nowMs: number,
): Promise<OpenedInstallation> {
  const stores = createStores(await openInMemory());
  try {
    const masterKeys = masterKeysInMemory('The master key in memory');
    const installation = await fillInstallation({ stores, masterKeys }, made, nowMs);
    return { installation, stores, masterKeys };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** A new master key that is stored nowhere. @param description for messages. */
export function masterKeysInMemory(description: string): MasterKeys {
  const key = MasterKey.create();
  return new MasterKeys(
    { description, read: async () => [key], replace: null },
    [key],
    systemClock,
  );
}
