/**
 * When events of the audit trail are written: one by one before the answer goes out, together with
 * those of the same moment; and as counts, once a minute, what happens too often for that.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type AuditEntry, type AuditEvent, type AuditStore, auditEventOf } from './audit.ts';
import { AuditCounts } from './audit-counts.ts';
import type { Clock } from './clock.ts';
import { DomainError } from './errors.ts';

/** What is known of a client, for the record. */
export interface AuditCaller {
  readonly address: string;
  readonly userAgent: string | null;
  readonly requestId?: string;
}

export interface AuditTrailOptions {
  readonly store: AuditStore;
  readonly clock: Clock;
}

/** Events that wait to be written. More of them mean that the database is far behind. */
const WAITING_MAX = 10_000;
/** Refusals that are written one by one in a minute: of the same, and of all. */
const REFUSALS_OF_ONE_MAX = 10;
const REFUSALS_MAX = 600;

export class AuditTrail {
  readonly #options: AuditTrailOptions;
  readonly #issues = new AuditCounts();
  readonly #refusals = new AuditCounts();
  /** Those of this minute that were written one by one, by what they have in common. */
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

  /** How many wait to be written. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves when the event is durable.
   *
   * @throws DomainError `busy` when too many wait; whatever the database throws.
   */
  record(entry: AuditEntry): Promise<void> {
    return this.#write(auditEventOf(entry, this.#options.clock.now()));
  }

  /** Appends events in a transaction, by whose end they are durable: see `countAppended`. */
  async append(store: AuditStore, entries: readonly AuditEntry[]): Promise<void> {
    const atMs = this.#options.clock.now();
    await store.append(entries.map((entry) => auditEventOf(entry, atMs)));
  }

  /** Counts events that were appended, once their transaction has been committed. */
  countAppended(count: number): void {
    this.#recorded += count;
  }

  /**
   * The same for what strangers can make happen as often as they like: after the first ones of a
   * minute it is only counted, and this resolves at once.
   */
  async recordRefusal(entry: AuditEntry): Promise<void> {
    const { action, tenant = '', user = '', application = '', address = '' } = entry;
    const key = [action, tenant, user, application, address].join('\n');
    const written = this.#written.get(key) ?? 0;
    if (written >= REFUSALS_OF_ONE_MAX || this.#refusalsWritten >= REFUSALS_MAX) {
      this.#refusals.add(key, () => auditEventOf(entry, this.#options.clock.now()));
      return;
    }
    this.#written.set(key, written + 1);
    this.#refusalsWritten += 1;
    await this.record(entry);
  }

  /**
   * Counts something that happens all the time, and costs no more than that.
   *
   * @param key the same for what is counted together.
   * @param entryOf asked once a minute for each key.
   */
  count(key: string, entryOf: () => AuditEntry): void {
    this.#issues.add(key, () => auditEventOf(entryOf(), this.#options.clock.now()));
  }

  /** Writes what was counted. To be called once a minute, and before the end. */
  async flush(): Promise<void> {
    this.#written = new Map();
    this.#refusalsWritten = 0;
    await Promise.all([this.#issues.drain(this.#append), this.#refusals.drain(this.#append)]);
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
    // What comes in this turn of the event loop, or while others are written, goes in one step.
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

/** The trail for what happens at one tenant. */
export class TenantAudit {
  readonly #trail: AuditTrail;
  readonly #tenant: string;

  /** @param contextIdentifier of the tenant; empty on-site. */
  constructor(trail: AuditTrail, contextIdentifier: string) {
    this.#trail = trail;
    this.#tenant = contextIdentifier;
  }

  /**
   * See `AuditTrail.record`; refusals are written as by `AuditTrail.recordRefusal`.
   *
   * @param caller null at the command line.
   */
  record(caller: AuditCaller | null, entry: AuditEntry): Promise<void> {
    const full = { ...(caller && callerFields(caller)), tenant: this.#tenant, ...entry };
    return entry.outcome === 'refused' ? this.#trail.recordRefusal(full) : this.#trail.record(full);
  }

  /** See `AuditTrail.count`. */
  count(caller: AuditCaller, key: string, entryOf: () => AuditEntry): void {
    const { address } = caller;
    this.#trail.count(`${key}\n${address}`, () => {
      return { address, tenant: this.#tenant, ...entryOf() };
    });
  }
}

function callerFields({ address, userAgent, requestId }: AuditCaller) {
  return { address, userAgent, requestId: requestId ?? null };
}
