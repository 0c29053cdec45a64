/**
 * Writes events to the audit trail. Most events are written before the answer is sent, in a batch
 * with other events of the same moment. Frequent events are only counted, and the counts are
 * written once a minute.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import { type AuditEntry, type AuditEvent, type AuditStore, auditEventOf } from './audit.ts';
import { AuditCounts, type CountedAction } from './audit-counts.ts';
import { TicketCounts } from './ticket-counts.ts';
import type { TicketEvent } from './ticket-event-rows.ts';

/** The client of a request, as the audit trail records it. */
export interface AuditCaller {
  readonly address: string;
  readonly userAgent: string | null;
  readonly requestId?: string;
}

export interface AuditTrailOptions {
  readonly store: AuditStore;
  readonly clock: Clock;
}

/** Limit on events that wait to be written. The database is far behind if it is reached. */
const WAITING_MAX = 10_000;
/**
 * Limits on refusals that are written as single events in a minute: for equal ones, and in total.
 */
const REFUSALS_OF_ONE_MAX = 10;
const REFUSALS_MAX = 600;

export class AuditTrail {
  readonly #options: AuditTrailOptions;
  /** Of refusals, and of what has no room elsewhere. */
  readonly #counts = new AuditCounts();
  readonly #tickets = new TicketCounts(this.#counts);
  /** How many refusals were written as single events in this minute, by their common fields. */
  #written = new Map<string, number>();
  #refusalsWritten = 0;
  #waiting: AuditEvent[] = [];
  #nextBatch: Promise<void> | null = null;
  #lastBatch: Promise<void> = Promise.resolve();
  #recorded = 0;

  constructor(options: AuditTrailOptions) {
    this.#options = options;
  }

  /** How many events this process has written. */
  get recorded(): number {
    return this.#recorded;
  }

  /** How many events wait to be written. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves when the event is durable.
   *
   * @throws DomainError `busy` if too many events wait, and any error of the database.
   */
  record(entry: AuditEntry): Promise<void> {
    return this.#write(auditEventOf(entry, this.#options.clock.now()));
  }

  /**
   * Appends events in the caller's transaction. They become durable when it commits. Call
   * `countAppended` then.
   */
  async append(store: AuditStore, entries: readonly AuditEntry[]): Promise<void> {
    const atMs = this.#options.clock.now();
    await store.append(entries.map((entry) => auditEventOf(entry, atMs)));
  }

  /** Counts events that were appended, once their transaction has been committed. */
  countAppended(count: number): void {
    this.#recorded += count;
  }

  /**
   * Like `record`, for refusals, which strangers can cause without limit. After the first ones of a
   * minute, a refusal is only counted, and this resolves at once.
   */
  async recordRefusal(entry: AuditEntry): Promise<void> {
    const { action, tenant = '', user = '', application = '', address = '', operator = '' } = entry;
    const key = [action, tenant, user, application, address, operator].join('\n');
    const written = this.#written.get(key) ?? 0;
    if (written >= REFUSALS_OF_ONE_MAX || this.#refusalsWritten >= REFUSALS_MAX) {
      this.#counts.add(entry, key, this.#options.clock.now(), () => entry);
      return;
    }
    this.#written.set(key, written + 1);
    this.#refusalsWritten += 1;
    await this.record(entry);
  }

  /**
   * Counts a frequent event of a ticket. It costs no write. Equal events of the ticket are counted
   * together.
   */
  count(action: CountedAction, ticketId: string, event: TicketEvent): void {
    this.#tickets.add(action, ticketId, event, this.#options.clock.now());
  }

  /** Writes the counts. Call it once a minute, and before the process ends. */
  async flush(): Promise<void> {
    this.#written = new Map();
    this.#refusalsWritten = 0;
    // One after the other, because the first may leave some to the second.
    await this.#tickets.drain(this.#append).finally(() => this.#counts.drain(this.#append));
  }

  #write(event: AuditEvent): Promise<void> {
    if (this.#waiting.length >= WAITING_MAX) {
      const message = 'The audit trail cannot keep up. Try again in a few seconds.';
      return Promise.reject(new DomainError('busy', message));
    }
    this.#waiting.push(event);
    this.#nextBatch ??= this.#writeWaiting();
    return this.#nextBatch;
  }

  async #writeWaiting(): Promise<void> {
    // Events of this turn of the event loop, and those that come during a write, form one batch.
    await Promise.all([this.#lastBatch, nextTurn()]);
    const batch = this.#waiting;
    this.#waiting = [];
    this.#nextBatch = null;
    const writing = this.#append(batch);
    this.#lastBatch = writing.catch(() => {});
    await writing;
  }

  readonly #append = async (events: readonly AuditEvent[]): Promise<void> => {
    await this.#options.store.append(events);
    this.#recorded += events.length;
  };
}

/** The ticket of a counted event. */
export interface CountedTicket {
  readonly ticketId: string;
  /** The name of its user. */
  readonly user: string;
  readonly userAgent?: string | null;
}

/** The audit trail of one tenant. */
export class TenantAudit {
  readonly #trail: AuditTrail;
  readonly #tenant: string;

  /** @param contextIdentifier of the tenant; empty on-site. */
  constructor(trail: AuditTrail, contextIdentifier: string) {
    this.#trail = trail;
    this.#tenant = contextIdentifier;
  }

  /**
   * Records as `AuditTrail.record` does, and refusals as `AuditTrail.recordRefusal` does.
   *
   * @param caller null at the command line.
   */
  record(caller: AuditCaller | null, entry: AuditEntry): Promise<void> {
    const full = this.entryOf(caller, entry);
    return entry.outcome === 'refused' ? this.#trail.recordRefusal(full) : this.#trail.record(full);
  }

  /** Adds the fields of the client and of the tenant to an entry. */
  entryOf(caller: AuditCaller | null, entry: AuditEntry): AuditEntry {
    return { ...(caller && callerFields(caller)), tenant: this.#tenant, ...entry };
  }

  /**
   * See `AuditTrail.count`.
   *
   * @param key the same for all events with the same fields.
   * @param fieldsOf called at most once a minute for each key and client.
   */
  count(
    { address }: AuditCaller,
    action: CountedAction,
    { ticketId, user, userAgent = null }: CountedTicket,
    key: string,
    fieldsOf: () => Pick<AuditEntry, 'application' | 'detail'>,
  ): void {
    const tenant = this.#tenant;
    this.#trail.count(action, ticketId, {
      user,
      userAgent,
      key: `${action.action}\n${tenant}\n${address}\n${key}`,
      entryOf: () => ({ address, tenant, ...action, ...fieldsOf() }),
    });
  }
}

function callerFields({ address, userAgent, requestId }: AuditCaller) {
  return { address, userAgent, requestId: requestId ?? null };
}
