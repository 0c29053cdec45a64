/**
 * Stores that cache what every request checks: its ticket, its user, its application and its
 * tenant. A record leaves the cache when this process changes it, or when the change feed says that
 * another process did.
 */

import type { Application } from '../../domain/applications/application.ts';
import type { CachedKind, ChangeFeed } from '../../domain/change-feed.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Stores, TenantStores } from '../../domain/installation.ts';
import type { Tenant } from '../../domain/tenants/tenant.ts';
import type { Associate, Principal } from '../../domain/users/associate.ts';
import {
  type LookupObserver,
  RecordCache,
  type RecordEntries,
  recentEntries,
} from './record-cache.ts';
import { replaceMethods } from './replace-methods.ts';
import { type CachedTicket, TicketTable } from './ticket-table.ts';

export interface CachedStoresOptions {
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  /**
   * The limit for each kind of record but tickets. A record takes about 0.5 kB; larger ones count
   * as several.
   */
  readonly entriesMax: number;
  /** The limit for tickets. One takes 93 bytes, which are reserved from the start. */
  readonly ticketsMax: number;
  readonly onLookup?: LookupObserver;
}

/** Null when no application has the token. On-site, clients may send any token with each call. */
interface CachedApplication {
  readonly application: Application | null;
}

/** Caches that a token is not revoked. */
const NOT_REVOKED = { isRevoked: false } as const;

/** A right takes about 120 bytes, with its part of the text that encoders keep. */
const RIGHTS_OF_WEIGHT_1 = 4;
/** A licence takes about 1.5 kB, with its part of the text. */
const WEIGHT_OF_LICENCE = 3;

function weighPrincipal({ functionalRights, licences }: Principal): number {
  const weightOfRights = Math.ceil(functionalRights.length / RIGHTS_OF_WEIGHT_1);
  return 1 + weightOfRights + licences.length * WEIGHT_OF_LICENCE;
}

/** Closing these stores also closes the feed. Stores in a transaction do not use the cache. */
export function cachedStores(stores: Stores, options: CachedStoresOptions): Stores {
  const { feed, clock, entriesMax, ticketsMax, onLookup = () => {} } = options;
  const cache = <V extends object>(
    kind: CachedKind,
    entries: RecordEntries<V> = recentEntries(entriesMax),
  ) => {
    const records = new RecordCache<V>({ kind, feed, onLookup }, entries);
    stores.onChange((change) => records.forgetChanged(change));
    return records;
  };
  const tenants = cache<Tenant>('tenants');
  const revokedTokens = cache<typeof NOT_REVOKED>('revokedTokens');
  const cachedTenantStores = tenantCaching(clock, {
    tickets: cache('tickets', new TicketTable(ticketsMax)),
    associates: cache<Associate>('associates'),
    principals: cache('rights', recentEntries(entriesMax, weighPrincipal)),
  });
  return {
    ...stores,
    tenants: replaceMethods(stores.tenants, {
      find: (name) => tenants.obtain(name, () => stores.tenants.find(name)),
    }),
    applications: cachedApplications(stores.applications, cache('applications')),
    revokedTokens: replaceMethods(stores.revokedTokens, {
      has: async (tokenId) => {
        const cached = await revokedTokens.obtain(tokenId, async () =>
          (await stores.revokedTokens.has(tokenId)) ? null : NOT_REVOKED,
        );
        return cached === null;
      },
    }),
    ofTenant: (tenantId) => cachedTenantStores(tenantId, stores.ofTenant(tenantId)),
    close: async () => {
      await feed.close();
      await stores.close();
    },
  };
}

function cachedApplications(
  store: Stores['applications'],
  cache: RecordCache<CachedApplication>,
): Stores['applications'] {
  const obtain = async (key: string, read: () => Promise<Application | null>) => {
    const cached = await cache.obtain(key, async () => ({ application: await read() }));
    return cached?.application ?? null;
  };
  return replaceMethods(store, {
    find: (id) => obtain(`id:${id}`, () => store.find(id)),
    findByClientId: (clientId) =>
      obtain(`client:${clientId}`, () => store.findByClientId(clientId)),
    findByTokenHash: (hash) => obtain(`token:${hash}`, () => store.findByTokenHash(hash)),
  });
}

interface TenantCaches {
  readonly tickets: RecordCache<CachedTicket>;
  readonly associates: RecordCache<Associate>;
  readonly principals: RecordCache<Principal>;
}

function tenantCaching(clock: Clock, { tickets, associates, principals }: TenantCaches) {
  return (tenantId: number, stores: TenantStores): TenantStores => {
    const ticketOf = (cached: CachedTicket | null) =>
      cached?.tenantId === tenantId ? cached.ticket : null;
    const findState = async (id: string) => {
      const cached = tickets.find(id);
      // Another node may have extended the ticket, but none shortens it.
      if (cached && cached.ticket.expiresAtMs > clock.now()) return ticketOf(cached);
      return ticketOf(
        await tickets.load(id, async () => {
          const ticket = await stores.tickets.findState(id);
          return ticket && { tenantId, ticket };
        }),
      );
    };
    const keyOf = (associateId: number) => `${tenantId}/${associateId}`;
    const principal = async (associate: Associate) => {
      const key = keyOf(associate.id);
      const cached = principals.find(key);
      // A new role changes the rights at once, so a principal with another role is not used.
      if (cached?.role.id !== associate.roleId) {
        return principals.load(key, () => stores.associates.principal(associate));
      }
      // Callers keep what they derive from a principal, so it stays the same object.
      return cached.associate === associate
        ? cached
        : principals.replace(key, { ...cached, associate });
    };
    return {
      ...stores,
      tickets: replaceMethods(stores.tickets, { findState }),
      associates: replaceMethods(stores.associates, {
        find: (id) => associates.obtain(keyOf(id), () => stores.associates.find(id)),
        principal,
      }),
    };
  };
}
