/** The installation: the content of one database. It is created once, for one purpose. */

import type { ApplicationStore } from './applications/application.ts';
import type { SystemUserStore } from './applications/system-user.ts';
import type { AuditStore } from './audit/audit.ts';
import type { Change, ChangeFeed } from './change-feed.ts';
import type {
  AuthorizationCodeStore,
  GrantTenantStore,
  RefreshTokenStore,
} from './consents/authorization-code.ts';
import type { ConsentStore } from './consents/consent.ts';
import type { ContactStore } from './contacts/contact.ts';
import type { UserGroupStore } from './groups/user-group.ts';
import type { KeyStore, SealedKey } from './keys/key-ring.ts';
import type { MasterKeyStore, SealedSecretStore } from './keys/master-key-state.ts';
import type { SealingKeyStore } from './keys/master-keys.ts';
import type { SigningKeyStore } from './keys/signing-key.ts';
import type { LicenceStore } from './licences/licence.ts';
import type { FailedLoginStore } from './login/failed-login.ts';
import type { ConsoleLinkStore, ConsoleSessionStore } from './operators/console-session.ts';
import type { OperatorStore } from './operators/operator.ts';
import type { PasswordPolicyStore } from './passwords/password-policy.ts';
import type { PasswordResetStore } from './passwords/password-reset.ts';
import type { PersonStore } from './persons/person.ts';
import type { RoleStore } from './roles/role.ts';
import type { RevokedTokenStore } from './sessions/access-token.ts';
import type { CsSessionStore } from './sessions/cs-session.ts';
import type { LiveTicketCounter, TicketStore } from './sessions/ticket.ts';
import type { TenantStore } from './tenants/tenant.ts';
import type { ExternalTokenStore } from './user-secrets/external-token.ts';
import type { ServiceAuthStore } from './user-secrets/service-auth.ts';
import type { UntrustedCredentialStore } from './user-secrets/untrusted-credential.ts';
import type { AssociateStore } from './users/associate.ts';

/**
 * `onsite`: one customer, and any program may call. `online`: many tenants, and only the
 * applications that they installed may call.
 */
export type InstallationMode = 'onsite' | 'online';

/**
 * Which command made an installation, and the only one that may serve it. `production`: `init`.
 * `demo`: `demo`, with a publicly known password. `test`: a test server, which gives tickets
 * without passwords. An installation never changes its purpose.
 */
export type InstallationPurpose = 'production' | 'demo' | 'test';

export interface Installation {
  /** A UUID. */
  readonly id: string;
  readonly mode: InstallationMode;
  readonly purpose: InstallationPurpose;
  readonly createdAtMs: number;
}

/** The records that every installation needs. They are stored in one transaction. */
export interface NewInstallation {
  readonly installation: Installation;
  readonly key: SealedKey;
  /** The id of the master key. */
  readonly masterKeyId: string;
  /** The key that hashes the names of failed logins, sealed. */
  readonly failedLoginKey: Uint8Array;
}

export interface InstallationStore {
  /** Null before `create`. */
  read(): Promise<Installation | null>;
  /** Stores all or nothing. @throws DomainError `conflict` if there is an installation already. */
  create(installation: NewInstallation): Promise<void>;
}

/** The database engine, as `GetSystemInfo` describes it. */
export interface DatabaseInfo {
  /** Such as `SQLite`. */
  readonly type: string;
  /** The engine's version. */
  readonly version: string;
  /** The number of the last migration. */
  readonly schemaVersion: number;
}

/**
 * Removes expired records of all tenants. Each method removes at most `limit` records and returns
 * how many it removed.
 */
export interface ExpiredStore {
  /** Tickets derived from a removed ticket become children of the removed ticket's parent. */
  removeTickets(nowMs: number, limit: number): Promise<number>;
  /**
   * Removes sessions whose access token has expired, or that were last active at `idleSinceMs` or
   * before.
   */
  removeCsSessions(nowMs: number, idleSinceMs: number, limit: number): Promise<number>;
  /** Removes entries of revoked access tokens that have expired. */
  removeRevokedTokens(nowMs: number, limit: number): Promise<number>;
  /** Removes audit events up to that time, except those of the day before the last event. */
  removeAuditEvents(untilMs: number, limit: number): Promise<number>;
  /** Removes authorization codes that have expired. */
  removeAuthorizationCodes(nowMs: number, limit: number): Promise<number>;
  /** Removes links for new passwords that have expired. */
  removePasswordResets(nowMs: number, limit: number): Promise<number>;
  /** Removes links to the console that have expired. */
  removeConsoleLinks(nowMs: number, limit: number): Promise<number>;
  /** Removes sessions at the console that have ended. */
  removeConsoleSessions(nowMs: number, limit: number): Promise<number>;
  /** Removes failed logins that no longer count. */
  removeFailedLogins(nowMs: number, limit: number): Promise<number>;
}

/** The stores of one tenant. They neither see nor change records of other tenants. */
export interface TenantStores {
  readonly associates: AssociateStore;
  readonly persons: PersonStore;
  readonly contacts: ContactStore;
  readonly roles: RoleStore;
  readonly groups: UserGroupStore;
  readonly licences: LicenceStore;
  readonly tickets: TicketStore;
  readonly csSessions: CsSessionStore;
  readonly systemUsers: SystemUserStore;
  readonly consents: ConsentStore;
  readonly authorizationCodes: AuthorizationCodeStore;
  readonly refreshTokens: RefreshTokenStore;
  readonly failedLogins: FailedLoginStore;
  readonly untrustedCredentials: UntrustedCredentialStore;
  readonly serviceAuths: ServiceAuthStore;
  readonly externalTokens: ExternalTokenStore;
  /** Says which master key seals, for all tenants. */
  readonly masterKey: SealingKeyStore;
  readonly passwordPolicies: PasswordPolicyStore;
  readonly passwordResets: PasswordResetStore;
}

export interface PoolUsage {
  readonly total: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

/** All stores of one database. */
export interface TransactionOptions {
  /**
   * The longest wait for a row that another transaction has locked. By default the limit of the
   * database. SQLite has no locks of rows.
   */
  readonly rowLockWaitMs?: number;
}

export interface Stores {
  readonly installation: InstallationStore;
  readonly tenants: TenantStore;
  readonly applications: ApplicationStore;
  readonly grantTenants: GrantTenantStore;
  readonly keys: KeyStore;
  readonly signingKeys: SigningKeyStore;
  readonly masterKey: MasterKeyStore;
  readonly sealedSecrets: SealedSecretStore;
  readonly revokedTokens: RevokedTokenStore;
  readonly expired: ExpiredStore;
  readonly operators: OperatorStore;
  readonly consoleLinks: ConsoleLinkStore;
  readonly consoleSessions: ConsoleSessionStore;
  /** The failed logins at the console. Those at a tenant are with the tenant's stores. */
  readonly operatorFailedLogins: FailedLoginStore;
  readonly audit: AuditStore;
  readonly liveTickets: LiveTicketCounter;
  readonly database: DatabaseInfo;
  /** Starts a feed of the changes of other nodes, for caches. The caller must close it. */
  watchChanges(): Promise<ChangeFeed>;
  /**
   * Calls the listener for each record that these stores change. Null means any record may have
   * changed.
   */
  onChange(listener: (change: Change | null) => void): void;
  /**
   * Does the work in one transaction, on stores that take part in it. The work may run several
   * times; only one run takes effect. So it must change nothing but the database.
   *
   * @throws DomainError `busy` when another transaction keeps a lock for too long; a RowLockedError
   *   when that is the lock of a row.
   */
  transaction<R>(work: (stores: Stores) => Promise<R>, options?: TransactionOptions): Promise<R>;
  /**
   * Cheap: it reads nothing. A tenant that does not exist has no records, and none can be added.
   */
  ofTenant(tenantId: number): TenantStores;
  /** How the connection pool is used. Absent if there is no pool. */
  readonly poolUsage?: () => PoolUsage;
  /**
   * Resolves if the database answers within 2 seconds and the last trial write succeeded. A trial
   * write is made at most every 5 seconds, and after each failed write.
   *
   * @throws DomainError `unavailable` otherwise.
   */
  ping(): Promise<void>;
  /** Calls the listener each time the database is unavailable. */
  onUnavailable(listener: () => void): void;
  /** Reserves disk space, so that sessions can be ended on a full disk. Absent if not needed. */
  readonly keepReserve?: () => Promise<void>;
  close(): Promise<void>;
}
