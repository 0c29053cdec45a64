/** The installation: what one database serves, made once by `init` or by the demo. */
import type { RevokedTokenStore } from './access-token.ts';
import type { ApplicationStore } from './application.ts';
import type { AssociateStore, DirectoryStore } from './associate.ts';
import type { AuditStore } from './audit.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { CsSessionStore } from './cs-session.ts';
import type { KeyStore, SealedKey } from './key-ring.ts';
import type { FailedLoginStore } from './login/failed-login.ts';
import type { SigningKeyStore } from './signing-key.ts';
import type { SystemUserStore } from './system-user.ts';
import type { NewTenant, TenantStore } from './tenant.ts';
import type { LiveTicketCounter, TicketStore } from './ticket.ts';

/**
 * `onsite`: one customer, and any program may call. `online`: many tenants, and only the
 * applications that they installed.
 */
export type InstallationMode = 'onsite' | 'online';

export interface Installation {
  /** A UUID. */
  readonly id: string;
  readonly mode: InstallationMode;
  /** Made by the demo, with a password that everybody knows: never to be served to a network. */
  readonly demo: boolean;
  readonly createdAtMs: number;
}

/** Everything without which an installation could not work, stored in one step. */
export interface NewInstallation {
  readonly installation: Installation;
  readonly key: SealedKey;
  /** The one tenant of an on-site installation; an Online one starts with none. */
  readonly tenant: NewTenant | null;
}

export interface InstallationStore {
  /** Null until `create`. */
  read(): Promise<Installation | null>;
  /** All or nothing. @throws DomainError `conflict` when there is one already. */
  create(installation: NewInstallation): Promise<void>;
}

/** The engine behind the stores, as `GetSystemInfo` tells it. */
export interface DatabaseInfo {
  /** Such as `SQLite`. */
  readonly type: string;
  /** The engine's version. */
  readonly version: string;
  /** The number of the last migration. */
  readonly schemaVersion: number;
}

/**
 * What has run out, whosever it is: nobody needs it any more. Each removes at most `limit` and
 * answers how many.
 */
export interface ExpiredStore {
  /** What was derived from a ticket that goes then counts as derived from the one above it. */
  removeTickets(nowMs: number, limit: number): Promise<number>;
  /** Those whose access token has expired, or that were last active at `idleSinceMs` or before. */
  removeCsSessions(nowMs: number, idleSinceMs: number, limit: number): Promise<number>;
  /** The memory of revoked access tokens that have expired. */
  removeRevokedTokens(nowMs: number, limit: number): Promise<number>;
  /** What the audit trail has from that time or before, but for the day before its last event. */
  removeAuditEvents(untilMs: number, limit: number): Promise<number>;
  /** Failed logins that are forgotten. */
  removeFailedLogins(nowMs: number, limit: number): Promise<number>;
}

/** The stores of one tenant. They see and change nothing of any other. */
export interface TenantStores {
  readonly associates: AssociateStore;
  readonly directory: DirectoryStore;
  readonly tickets: TicketStore;
  readonly csSessions: CsSessionStore;
  readonly systemUsers: SystemUserStore;
  readonly failedLogins: FailedLoginStore;
}

export interface PoolUsage {
  readonly total: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

/** All stores of one database. */
export interface Stores {
  readonly installation: InstallationStore;
  readonly tenants: TenantStore;
  readonly applications: ApplicationStore;
  readonly keys: KeyStore;
  readonly signingKeys: SigningKeyStore;
  readonly revokedTokens: RevokedTokenStore;
  readonly expired: ExpiredStore;
  readonly audit: AuditStore;
  readonly liveTickets: LiveTicketCounter;
  readonly database: DatabaseInfo;
  /** Begins to tell of what others change; for whoever keeps what was read, and closed by them. */
  watchChanges(): Promise<ChangeFeed>;
  /** Costs nothing. A tenant that does not exist has nothing, and can be given nothing. */
  ofTenant(tenantId: number): TenantStores;
  /** How the connections to the database are used, where there is a pool of them. */
  readonly poolUsage?: () => PoolUsage;
  /**
   * Ends when the database has answered, within 2 seconds, and takes writes as far as is known: one
   * is tried every 5 seconds at most, and after each that has failed.
   *
   * @throws DomainError `unavailable` when it has not, or does not.
   */
  ping(): Promise<void>;
  /** Calls it each time that the database could not do its work. */
  onUnavailable(listener: () => void): void;
  /** Sets space aside, by which sessions can be ended on a full disk, where that is needed. */
  readonly keepReserve?: () => Promise<void>;
  close(): Promise<void>;
}
