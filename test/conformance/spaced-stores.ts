/** Stores that let other nodes act between their calls. */
import type { Stores } from '../../src/domain/installation.ts';

/** @param pass is awaited before each call. */
export function spacedStores(stores: Stores, pass: () => Promise<void>): Stores {
  const spaced = <S extends object>(store: S) => spacedStore(store, pass);
  return {
    ...stores,
    installation: spaced(stores.installation),
    tenants: spaced(stores.tenants),
    applications: spaced(stores.applications),
    grantTenants: spaced(stores.grantTenants),
    keys: spaced(stores.keys),
    signingKeys: spaced(stores.signingKeys),
    masterKey: spaced(stores.masterKey),
    sealedSecrets: spaced(stores.sealedSecrets),
    revokedTokens: spaced(stores.revokedTokens),
    expired: spaced(stores.expired),
    operators: spaced(stores.operators),
    consoleLinks: spaced(stores.consoleLinks),
    consoleSessions: spaced(stores.consoleSessions),
    operatorFailedLogins: spaced(stores.operatorFailedLogins),
    ofTenant: (tenantId) => {
      const ours = stores.ofTenant(tenantId);
      return {
        associates: spaced(ours.associates),
        persons: spaced(ours.persons),
        contacts: spaced(ours.contacts),
        roles: spaced(ours.roles),
        groups: spaced(ours.groups),
        licences: spaced(ours.licences),
        tickets: spaced(ours.tickets),
        csSessions: spaced(ours.csSessions),
        systemUsers: spaced(ours.systemUsers),
        consents: spaced(ours.consents),
        authorizationCodes: spaced(ours.authorizationCodes),
        refreshTokens: spaced(ours.refreshTokens),
        failedLogins: spaced(ours.failedLogins),
        untrustedCredentials: spaced(ours.untrustedCredentials),
        serviceAuths: spaced(ours.serviceAuths),
        externalTokens: spaced(ours.externalTokens),
        masterKey: spaced(ours.masterKey),
        passwordPolicies: spaced(ours.passwordPolicies),
        passwordResets: spaced(ours.passwordResets),
      };
    },
  };
}

function spacedStore<S extends object>(store: S, pass: () => Promise<void>): S {
  return new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...parameters: unknown[]) => {
        await pass();
        return method.apply(target, parameters);
      };
    },
  });
}
