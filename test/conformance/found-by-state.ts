/** Stores whose tickets are what `findState` finds, so that checks of `find` are checks of both. */
import type { Stores, TenantStores } from '../../src/domain/installation.ts';
import { replaceMethods } from '../../src/storage/caching/replace-methods.ts';

export function foundByState(stores: Stores): Stores {
  const ofTenant = (tenantId: number): TenantStores => {
    const ours = stores.ofTenant(tenantId);
    const find = async (id: string) => {
      const ticket = await ours.tickets.find(id);
      const state = await ours.tickets.findState(id);
      return state && { ...NOTHING_ELSE, ...ticket, ...state };
    };
    return { ...ours, tickets: replaceMethods(ours.tickets, { find }) };
  };
  return { ...stores, ofTenant };
}

/** Of a ticket that only the cache still has. A check that expects no ticket fails. */
const NOTHING_ELSE = { parentId: null, accessTokenId: null, lastUsedFrom: '', lastUsedBy: null };
