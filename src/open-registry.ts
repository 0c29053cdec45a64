/** Opens the services of an installation for a server. */
import { type Clock, systemClock } from './domain/clock.ts';
import { CacheLookups } from './storage/caching/cache-lookups.ts';
import { cachedStores } from './storage/caching/cached-stores.ts';
import type { OpenedInstallation } from './storage/data-directory.ts';
import { TenantRegistry, type TenantRegistryOptions } from './tenant-services.ts';

export interface OpenRegistryOptions
  extends Omit<
    TenantRegistryOptions,
    keyof OpenedInstallation | 'clock' | 'cacheLookups' | 'feed'
  > {
  /** How many records of each kind but tickets to cache. */
  readonly cachedRecordsMax: number;
  readonly cachedTicketsMax: number;
  readonly clock?: Clock;
}

/**
 * Opens the registry of an installation for a server, with cached stores. Closes the stores when an
 * error occurs.
 */
export async function openRegistry(
  opened: OpenedInstallation,
  { cachedRecordsMax, cachedTicketsMax, clock = systemClock, ...options }: OpenRegistryOptions,
): Promise<TenantRegistry> {
  try {
    const feed = await opened.stores.watchChanges();
    const lookups = new CacheLookups();
    const { onLookup } = lookups;
    const limits = { entriesMax: cachedRecordsMax, ticketsMax: cachedTicketsMax };
    const stores = cachedStores(opened.stores, { feed, clock, ...limits, onLookup });
    const cacheLookups = lookups.counts;
    return await TenantRegistry.open({ ...opened, ...options, stores, clock, cacheLookups, feed });
  } catch (error) {
    await opened.stores.close();
    throw error;
  }
}
