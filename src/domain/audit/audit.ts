/**
 * The audit trail: events for which somebody may be held accountable. An event says who did what,
 * at which tenant, from where, and with which result. It never contains a secret.
 *
 * This module defines the events and their store. `audit-trail.ts` decides when they are written.
 */

/** What happened. Every action must be listed here, so that readers know which there are. */
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
  'system-user-logged-in',
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
  'user-retired',
  'user-reinstated',
  'user-locked',
  'user-unlocked',
  'user-password-set',
  'password-policy-set',
  'user-password-removed',
  'user-presence-set',
  'password-mail-requested',
  'password-mail-failed',
  'user-licences-set',
  'person-added',
  'person-changed',
  'person-removed',
  'contact-added',
  'contact-changed',
  'contact-removed',
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
  'untrusted-credentials-added',
  'untrusted-credentials-changed',
  'untrusted-credentials-removed',
  'service-auth-added',
  'service-auth-changed',
  'service-auth-removed',
  'external-tokens-added',
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
  'consent-given',
  'consent-revoked',
  'system-token-shown',
  'authorization-code-issued',
  'refresh-token-issued',
  'refresh-token-revoked',
  'key-added',
  'key-retired',
  'key-removed',
  'master-key-rotation-started',
  'master-key-rotated',
  'operator-added',
  'operator-removed',
  'operator-password-set',
  'operator-locked',
  'console-link-made',
  'console-login',
  'console-logout',
  'sessions-viewed',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditOutcomes = ['succeeded', 'refused'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** Further facts about an event: ids and words, never a secret. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null>>;

export interface AuditEvent {
  /** When it happened. If `count` is above 1, when it first happened. */
  readonly atMs: number;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** Context identifier. Empty on-site, null if the event concerns no tenant or several. */
  readonly tenant: string | null;
  /**
   * The name of the user who did it, or to whom it was done. Null if no such user exists: a text in
   * place of a name may be a password.
   */
  readonly user: string | null;
  /** The name of the application that requested it, or that was changed. */
  readonly application: string | null;
  /**
   * Network address of the client, after trusted proxies are taken into account. Null at the
   * command line.
   */
  readonly address: string | null;
  readonly userAgent: string | null;
  /** The id of the request that caused it, as in the log. */
  readonly requestId: string | null;
  /**
   * Who ran the command that did it, such as `root@crm1`, or did it at the console, such as
   * `operator:anna`. Null if a client requested it.
   */
  readonly operator: string | null;
  readonly detail: AuditDetail;
  /** How often the same happened within a minute. 1 for a single event. */
  readonly count: number;
}

export interface StoredAuditEvent extends AuditEvent {
  /** Ids increase in the order of writing. */
  readonly id: number;
}

/** Selects events. A field that is absent selects all. */
export interface AuditFilter {
  readonly tenant?: string;
  /** Case-insensitive. */
  readonly user?: string;
  readonly outcome?: AuditOutcome;
  readonly action?: AuditAction;
}

/** The latest events of a part of the trail. A bound that is absent bounds nothing. */
export interface AuditWindow {
  readonly sinceMs?: number;
  /** Exclusive. */
  readonly untilMs?: number;
  /** Events with smaller ids. */
  readonly beforeId?: number;
}

export interface AuditRange {
  readonly sinceMs: number;
  /** Exclusive: events at this time are not selected. */
  readonly untilMs: number;
  /** The last event of the previous page. Null for the first page. */
  readonly after: Pick<StoredAuditEvent, 'atMs' | 'id'> | null;
}

/**
 * No method changes or removes an event. Only retention removes events, see `ExpiredStore`. The
 * database refuses to change an event, and to remove one from the last day before the newest event.
 */
export interface AuditStore {
  /** Stores all events or none. Once this returns, they survive a crash. */
  append(events: readonly AuditEvent[]): Promise<void>;
  /** Lists events, newest first. */
  listLatest(
    filter: AuditFilter,
    limit: number,
    window?: AuditWindow,
  ): Promise<readonly StoredAuditEvent[]>;
  /** Lists events with a greater id, in the order of writing. */
  listAfter(filter: AuditFilter, id: number, limit: number): Promise<readonly StoredAuditEvent[]>;
  /** Lists events in the order of time. */
  listRange(
    filter: AuditFilter,
    range: AuditRange,
    limit: number,
  ): Promise<readonly StoredAuditEvent[]>;
}

/** The fields of an event that its caller sets. The others default to null. */
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

/** Makes an event from an entry, and cuts its texts to their limits. */
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
