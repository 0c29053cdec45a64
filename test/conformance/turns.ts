/** Stores as another process sees them: between what two of them do, the event loop turns. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Stores } from '../../src/domain/installation.ts';

/** Each call of a store begins in a turn of its own. */
export function turningStores(stores: Stores): Stores {
  return {
    ...stores,
    installation: turning(stores.installation),
    tenants: turning(stores.tenants),
    applications: turning(stores.applications),
    keys: turning(stores.keys),
    signingKeys: turning(stores.signingKeys),
    revokedTokens: turning(stores.revokedTokens),
    expired: turning(stores.expired),
    ofTenant: (tenantId) => {
      const { associates, directory, tickets, csSessions, systemUsers, failedLogins } =
        stores.ofTenant(tenantId);
      return {
        associates: turning(associates),
        directory: turning(directory),
        tickets: turning(tickets),
        csSessions: turning(csSessions),
        systemUsers: turning(systemUsers),
        failedLogins: turning(failedLogins),
      };
    },
  };
}

function turning<S extends object>(store: S): S {
  return new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...parameters: unknown[]) => {
        await nextTurn();
        return method.apply(target, parameters);
      };
    },
  });
}
