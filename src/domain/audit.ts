/**
 * The audit trail: what has happened that somebody may have to answer for. Who, what, at which
 * tenant, from where, and what came of it; never a secret.
 *
 * Here is what an event says and where events are kept. When they are written is in
 * `audit-trail.ts`.
 */

/** What happened. A new word must be added here, so that a reader knows which there are. */
export const auditActions = [
  'login',
  'implicit-login',
  'ticket-revoked',
  'access-token-issued',
  'access-token-revoked',
  'jwt-issued',
  'jwt-revoked',
  'cs-session-started',
  'cs-session-removed',
  'client-credentials-granted',
  'client-authentication',
  'client-locked',
  'application-admission',
  'installation-made',
  'tenant-added',
  'tenant-changed',
  'tenant-suspended',
  'tenant-resumed',
  'tenant-removed',
  'user-added',
  'user-changed',
  'user-removed',
  'user-disabled',
  'user-enabled',
  'user-locked',
  'user-unlocked',
  'user-password-set',
  'user-licences-set',
  'role-added',
  'role-changed',
  'role-removed',
  'role-rights-set',
  'role-data-rights-set',
  'functional-right-added',
  'group-added',
  'group-changed',
  'group-removed',
  'licence-owner-added',
  'licence-owner-changed',
  'licence-added',
  'licence-changed',
  'licence-removed',
  'operation-refused',
  'application-added',
  'application-changed',
  'application-removed',
  'application-disabled',
  'application-enabled',
  'application-token-added',
  'application-token-ended',
  'system-user-set',
  'system-user-removed',
  'key-added',
  'key-retired',
  'key-removed',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditOutcomes = ['succeeded', 'refused'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** More of what happened: ids and words, never a secret. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null>>;

export interface AuditEvent {
  /** When it happened; the first time, where `count` says that it happened more often. */
  readonly atMs: number;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** Context identifier: empty on-site, null for what concerns no tenant or several. */
  readonly tenant: string | null;
  /**
   * The name of the user who did it, or to whom it was done. Null for nobody that there is: what
   * stands in the place of a name may be a password.
   */
  readonly user: string | null;
  /** The name of the application that asked for it, or to which it was done. */
  readonly application: string | null;
  /** Network address of the client, after trusted proxies; null at the command line. */
  readonly address: string | null;
  readonly userAgent: string | null;
  /** That of the request which caused it, as in the log. */
  readonly requestId: string | null;
  /** Who ran the command that did it, such as `root@crm1`; null for what a client asked for. */
  readonly operator: string | null;
  readonly detail: AuditDetail;
  /** How often the same happened within a minute; 1 for what is told one by one. */
  readonly count: number;
}

export interface StoredAuditEvent extends AuditEvent {
  /** In the order of being written. */
  readonly id: number;
}

/** What a reader wants to see; everything where nothing is said. */
export interface AuditFilter {
  readonly tenant?: string;
  /** Without regard to case. */
  readonly user?: string;
  readonly outcome?: AuditOutcome;
}

export interface AuditRange {
  readonly sinceMs: number;
  /** Events at this time are not in it. */
  readonly untilMs: number;
  /** The last event of the page before; null for the first page. */
  readonly after: Pick<StoredAuditEvent, 'atMs' | 'id'> | null;
}

/**
 * Nothing here changes or removes an event; only retention does, see `ExpiredStore`. The database
 * refuses to change one, and to remove one of the last day before the newest.
 */
export interface AuditStore {
  /** All or none of them. Once this returns, they survive a crash. */
  append(events: readonly AuditEvent[]): Promise<void>;
  /** The newest first. */
  listLatest(filter: AuditFilter, limit: number): Promise<readonly StoredAuditEvent[]>;
  /** Those with a greater id, in the order of being written. */
  listAfter(filter: AuditFilter, id: number, limit: number): Promise<readonly StoredAuditEvent[]>;
  /** In the order of time. */
  listRange(
    filter: AuditFilter,
    range: AuditRange,
    limit: number,
  ): Promise<readonly StoredAuditEvent[]>;
}

/** What a caller says of an event; the rest is nothing. */
export type AuditEntry = Pick<AuditEvent, 'action' | 'outcome'> &
  Partial<Omit<AuditEvent, 'atMs' | 'count'>>;

const CHARACTERS_MAX = {
  tenant: 64,
  user: 100,
  application: 100,
  address: 64,
  userAgent: 200,
  requestId: 64,
  operator: 100,
} as const;
const DETAILS_MAX = 12;
const DETAIL_CHARACTERS_MAX = 100;

/** The event that an entry tells of, with nothing longer than its limit. */
export function auditEventOf(entry: AuditEntry, atMs: number, count = 1): AuditEvent {
  const text = (field: keyof typeof CHARACTERS_MAX) =>
    entry[field]?.slice(0, CHARACTERS_MAX[field]) ?? null;
  const details = Object.entries(entry.detail ?? {}).slice(0, DETAILS_MAX);
  return {
    atMs,
    action: entry.action,
    outcome: entry.outcome,
    tenant: text('tenant'),
    user: text('user'),
    application: text('application'),
    address: text('address'),
    userAgent: text('userAgent'),
    requestId: text('requestId'),
    operator: text('operator'),
    detail: Object.fromEntries(
      details.map(([name, value]) => [
        name,
        typeof value === 'string' ? value.slice(0, DETAIL_CHARACTERS_MAX) : value,
      ]),
    ),
    count,
  };
}
