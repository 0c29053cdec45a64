/** All stores over one database, whichever engine it is. */
import type { Stores } from '../domain/installation.ts';
import { SqlApplicationStore } from './application-store.ts';
import { SqlAssociateStore } from './associate-store.ts';
import { SqlAuditStore } from './audit-store.ts';
import { SqlCsSessionStore } from './cs-session-store.ts';
import { SqlDirectoryStore } from './directory-store.ts';
import { SqlExpiredStore } from './expired-store.ts';
import { SqlFailedLoginStore } from './failed-login-store.ts';
import { SqlInstallationStore } from './installation-store.ts';
import { SqlKeyStore } from './key-store.ts';
import { SqlLiveTicketCounter } from './live-ticket-counter.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { SqlRevokedTokenStore } from './revoked-token-store.ts';
import { SqlSigningKeyStore } from './signing-key-store.ts';
import { SqlSystemUserStore } from './system-user-store.ts';
import { SqlTenantStore } from './tenant-store.ts';
import { SqlTicketStore } from './ticket-store.ts';

/** Closing the stores closes the database. */
export function createStores(opened: OpenedDatabase): Stores {
  const { db, traits, info, watchChanges, poolUsage, ping, writeProbe, keepReserve } = opened;
  return {
    installation: new SqlInstallationStore(db, traits),
    tenants: new SqlTenantStore(db, traits),
    applications: new SqlApplicationStore(db, traits),
    keys: new SqlKeyStore(db),
    signingKeys: new SqlSigningKeyStore(db),
    revokedTokens: new SqlRevokedTokenStore(db),
    expired: new SqlExpiredStore(db, traits),
    audit: new SqlAuditStore(db),
    liveTickets: new SqlLiveTicketCounter(db),
    database: info,
    watchChanges,
    ofTenant: (tenantId) => ({
      associates: new SqlAssociateStore(db, traits, tenantId),
      directory: new SqlDirectoryStore(db, traits, tenantId),
      tickets: new SqlTicketStore(db, traits, tenantId),
      csSessions: new SqlCsSessionStore(db, traits, tenantId),
      systemUsers: new SqlSystemUserStore(db, traits, tenantId),
      failedLogins: new SqlFailedLoginStore(db, traits, tenantId),
    }),
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
