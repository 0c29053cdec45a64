/**
 * Stores that keep in memory what each request asks for: whether its ticket, its user, its
 * application and its tenant stand. What is changed here is forgotten at once, what others change
 * as soon as the feed tells of it.
 */
import type { Associate, Principal } from '../../domain/associate.ts';
import type { ChangeFeed, KeptKind } from '../../domain/change-feed.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Stores } from '../../domain/installation.ts';
import { CachedApplicationStore } from './cached-application-store.ts';
import { CachedAssociateStore } from './cached-associate-store.ts';
import { CachedDirectoryStore } from './cached-directory-store.ts';
import { CachedRevokedTokenStore, type KeptAbsence } from './cached-revoked-token-store.ts';
import { CachedTenantStore } from './cached-tenant-store.ts';
import { CachedTicketStore, type KeptTicket } from './cached-ticket-store.ts';
import { type LookObserver, RecordCache } from './record-cache.ts';

export interface CachedStoresOptions {
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  /** Of each kind. A ticket takes about half a kilobyte; what may take more counts as several. */
  readonly entriesMax: number;
  readonly onLook?: LookObserver;
}

/** A right takes about 100 bytes. */
const RIGHTS_OF_WEIGHT_1 = 5;

function weighPrincipal({ role, licenses }: Principal): number {
  return 1 + Math.ceil(role.functionRights.length / RIGHTS_OF_WEIGHT_1) + licenses.length;
}

/** Closing them closes the feed, too. */
export function cachedStores(stores: Stores, options: CachedStoresOptions): Stores {
  const { feed, clock, entriesMax, onLook = () => {} } = options;
  const cache = <V extends object>(kind: KeptKind, weigh?: (record: V) => number) =>
    new RecordCache<V>({ kind, feed, entriesMax, onLook }, weigh);
  const tickets = cache<KeptTicket>('tickets');
  const associates = cache<Associate>('associates');
  const principals = cache<Principal>('rights', weighPrincipal);
  return {
    ...stores,
    tenants: new CachedTenantStore(stores.tenants, cache('tenants'), () => {
      tickets.forgetAll();
      associates.forgetAll();
      principals.forgetAll();
    }),
    applications: new CachedApplicationStore(stores.applications, cache('applications')),
    expired: {
      removeTickets: async (nowMs, limit) => {
        const removed = await stores.expired.removeTickets(nowMs, limit);
        // What was derived from one that goes counts as derived from another.
        const isConcerned = ({ ticket }: KeptTicket) =>
          ticket.expiresAtMs <= nowMs || ticket.parentId !== null;
        if (removed > 0) tickets.forgetWhere(isConcerned);
        return removed;
      },
      removeCsSessions: (...asked) => stores.expired.removeCsSessions(...asked),
      removeRevokedTokens: (...asked) => stores.expired.removeRevokedTokens(...asked),
      removeAuditEvents: (...asked) => stores.expired.removeAuditEvents(...asked),
      removeFailedLogins: (...asked) => stores.expired.removeFailedLogins(...asked),
    },
    revokedTokens: new CachedRevokedTokenStore(
      stores.revokedTokens,
      cache<KeptAbsence>('revokedTokens'),
    ),
    ofTenant: (tenantId) => {
      const ours = stores.ofTenant(tenantId);
      return {
        ...ours,
        associates: new CachedAssociateStore(
          ours.associates,
          associates,
          principals,
          tenantId,
          (id) =>
            tickets.forgetWhere(
              (kept) => kept.tenantId === tenantId && kept.ticket.associateId === id,
            ),
        ),
        directory: new CachedDirectoryStore(ours.directory, principals),
        tickets: new CachedTicketStore(ours.tickets, tickets, tenantId, clock),
      };
    },
    close: async () => {
      await feed.close();
      await stores.close();
    },
  };
}
