/** Creates all stores on one database, of either engine. */
import type { Stores } from '../domain/installation.ts';
import { SqlApplicationStore } from './application-store.ts';
import { SqlAssociateStore } from './associate-store.ts';
import { SqlAuditStore } from './audit-store.ts';
import { SqlAuthorizationCodeStore } from './consents/authorization-code-store.ts';
import { SqlConsentStore } from './consents/consent-store.ts';
import { SqlGrantTenantStore } from './consents/grant-tenant-store.ts';
import { SqlRefreshTokenStore } from './consents/refresh-token-store.ts';
import { SqlConsoleLinkStore, SqlConsoleSessionStore } from './console-session-store.ts';
import { SqlContactStore } from './contact-store.ts';
import { SqlCsSessionStore } from './cs-session-store.ts';
import { SqlExpiredStore } from './expired-store.ts';
import { CONSOLE_ID, SqlFailedLoginStore } from './failed-login-store.ts';
import { SqlInstallationStore } from './installation-store.ts';
import { SqlKeyStore } from './key-store.ts';
import { SqlLicenceStore } from './licence-store.ts';
import { SqlLiveTicketCounter } from './live-ticket-counter.ts';
import { SqlMasterKeyStore } from './master-key-store.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { SqlOperatorStore } from './operator-store.ts';
import { SqlPasswordPolicyStore } from './password-policy-store.ts';
import { SqlPasswordResetStore } from './password-reset-store.ts';
import { SqlPersonStore } from './person-store.ts';
import { SqlRevokedTokenStore } from './revoked-token-store.ts';
import { SqlRoleStore } from './role-store.ts';
import { SqlSealedSecretStore } from './sealed-secret-store.ts';
import { SqlSigningKeyStore } from './signing-key-store.ts';
import { type ChangeListener, StoreContext } from './store-context.ts';
import { SqlSystemUserStore } from './system-user-store.ts';
import { SqlTenantStore } from './tenant-store.ts';
import { SqlTicketStore } from './ticket-store.ts';
import { SqlUserGroupStore } from './user-group-store.ts';
import { SqlExternalTokenStore } from './user-secrets/external-token-store.ts';
import { SqlServiceAuthStore } from './user-secrets/service-auth-store.ts';
import { SqlUntrustedCredentialStore } from './user-secrets/untrusted-credential-store.ts';

/** Closing the stores closes the database. */
export function createStores(opened: OpenedDatabase): Stores {
  const listeners: ChangeListener[] = [];
  const context = new StoreContext(opened.db, opened.traits, (change) => {
    for (const listener of listeners) listener(change);
  });
  return storesOn(context, opened, (listener) => listeners.push(listener));
}

function storesOn(
  context: StoreContext,
  opened: OpenedDatabase,
  onChange: Stores['onChange'],
): Stores {
  const { db, info, watchChanges, poolUsage, ping, writeProbe, keepReserve } = opened;
  return {
    installation: new SqlInstallationStore(context),
    tenants: new SqlTenantStore(context),
    applications: new SqlApplicationStore(context),
    grantTenants: new SqlGrantTenantStore(context),
    keys: new SqlKeyStore(context),
    signingKeys: new SqlSigningKeyStore(context),
    masterKey: new SqlMasterKeyStore(context),
    sealedSecrets: new SqlSealedSecretStore(context),
    revokedTokens: new SqlRevokedTokenStore(context),
    expired: new SqlExpiredStore(context),
    operators: new SqlOperatorStore(context),
    consoleLinks: new SqlConsoleLinkStore(context),
    consoleSessions: new SqlConsoleSessionStore(context),
    operatorFailedLogins: new SqlFailedLoginStore(context, CONSOLE_ID),
    audit: new SqlAuditStore(context),
    liveTickets: new SqlLiveTicketCounter(context),
    database: info,
    watchChanges,
    onChange,
    ofTenant: (tenantId) => ({
      associates: new SqlAssociateStore(context, tenantId),
      persons: new SqlPersonStore(context, tenantId),
      contacts: new SqlContactStore(context, tenantId),
      roles: new SqlRoleStore(context, tenantId),
      groups: new SqlUserGroupStore(context, tenantId),
      licences: new SqlLicenceStore(context, tenantId),
      tickets: new SqlTicketStore(context, tenantId),
      csSessions: new SqlCsSessionStore(context, tenantId),
      systemUsers: new SqlSystemUserStore(context, tenantId),
      consents: new SqlConsentStore(context, tenantId),
      authorizationCodes: new SqlAuthorizationCodeStore(context, tenantId),
      refreshTokens: new SqlRefreshTokenStore(context, tenantId),
      failedLogins: new SqlFailedLoginStore(context, tenantId),
      untrustedCredentials: new SqlUntrustedCredentialStore(context, tenantId),
      serviceAuths: new SqlServiceAuthStore(context, tenantId),
      externalTokens: new SqlExternalTokenStore(context, tenantId),
      masterKey: new SqlMasterKeyStore(context),
      passwordPolicies: new SqlPasswordPolicyStore(context, tenantId),
      passwordResets: new SqlPasswordResetStore(context, tenantId),
    }),
    transaction: (work, options) =>
      context.transaction((inside) => work(storesOn(inside, opened, onChange)), options),
    ...(poolUsage && { poolUsage }),
    ...(keepReserve && { keepReserve }),
    ping: async () => {
      await ping();
      await writeProbe.check();
    },
    onUnavailable: (listener) => writeProbe.subscribe(listener),
    close: () => db.destroy(),
  };
}
