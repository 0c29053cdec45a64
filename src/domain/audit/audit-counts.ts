/** Counts audit events until somebody writes the counts. A crash loses them. */
import type { AuditEvent } from './audit.ts';

/** Limit on distinct events. Further ones are counted together. */
const KEYS_MAX = 20_000;
/** The number of events in one write. Requests get their turn between writes. */
const BATCH = 100;

interface Counted {
  readonly event: AuditEvent;
  count: number;
}

export class AuditCounts {
  #counted = new Map<string, Counted>();
  #draining: Promise<void> = Promise.resolve();

  /** @param eventOf called if there is no event with this key yet. */
  add(key: string, eventOf: () => AuditEvent, count = 1): void {
    const known = this.#counted.get(key);
    if (known) {
      known.count += count;
      return;
    }
    const event = eventOf();
    if (this.#counted.size < KEYS_MAX) {
      this.#counted.set(key, { event, count });
      return;
    }
    const { action, outcome } = event;
    const others = this.#counted.get(`${action}\n${outcome}`);
    if (others) others.count += count;
    else this.#counted.set(`${action}\n${outcome}`, { event: othersLike(event), count });
  }

  /**
   * Writes the counts of all events so far. Counts that cannot be written are kept and counted on.
   */
  drain(write: (events: readonly AuditEvent[]) => Promise<void>): Promise<void> {
    const drained = this.#draining.then(() => this.#drain(write));
    this.#draining = drained.catch(() => {});
    return drained;
  }

  async #drain(write: (events: readonly AuditEvent[]) => Promise<void>): Promise<void> {
    const entries = [...this.#counted];
    this.#counted = new Map();
    for (let start = 0; start < entries.length; start += BATCH) {
      const batch = entries.slice(start, start + BATCH);
      try {
        await write(batch.map(([, { event, count }]) => ({ ...event, count })));
      } catch (error) {
        for (const [key, { event, count }] of entries.slice(start)) {
          this.add(key, () => event, count);
        }
        throw error;
      }
    }
  }
}

/** Removes whatever identifies somebody. */
function othersLike(event: AuditEvent): AuditEvent {
  const nobody = { user: null, application: null, address: null, userAgent: null };
  return { ...event, ...nobody, tenant: null, requestId: null, detail: { others: true } };
}
