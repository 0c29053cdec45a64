/** Counts audit events until somebody writes the counts. A crash loses them. */
import { type AuditEntry, type AuditEvent, auditEventOf } from './audit.ts';

/** Limit on distinct events. Further ones are counted together. */
const KEYS_MAX = 20_000;
/** The number of events in one write. Requests get their turn between writes. */
export const BATCH = 100;

/** What further events have in common with those that they are counted with. */
export type CountedAction = Pick<AuditEntry, 'action' | 'outcome'>;

/** Events are made from entries when they are written, because entries take less memory. */
interface Counted {
  readonly entry: AuditEntry;
  /** Of the first of the events. */
  readonly atMs: number;
  count: number;
}

export class AuditCounts {
  #counted = new Map<string, Counted>();
  #draining: Promise<void> = Promise.resolve();

  /** @param entryOf called if the event is the first with this key. */
  add(action: CountedAction, key: string, atMs: number, entryOf: () => AuditEntry): void {
    const known = this.#knownOf(action, key);
    if (known) known.count += 1;
    else this.#keep(key, { entry: entryOf(), atMs, count: 1 });
  }

  /** Counts events without what identifies somebody. */
  addOther({ action, outcome }: CountedAction, atMs: number, count = 1): void {
    const entry = { action, outcome, detail: { others: true } };
    this.#addAgain(othersKey(entry), { entry, atMs, count });
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
        await write(batch.map(([, { entry, atMs, count }]) => auditEventOf(entry, atMs, count)));
      } catch (error) {
        for (const [key, counted] of entries.slice(start)) this.#addAgain(key, counted);
        throw error;
      }
    }
  }

  #addAgain(key: string, counted: Counted): void {
    const known = this.#knownOf(counted.entry, key);
    if (known) known.count += counted.count;
    else this.#keep(key, counted);
  }

  /** Where an event is counted. Undefined if it is the first with its key. */
  #knownOf(action: CountedAction, key: string): Counted | undefined {
    const known = this.#counted.get(key);
    return known ?? (this.#isFull() ? this.#counted.get(othersKey(action)) : undefined);
  }

  #keep(key: string, counted: Counted): void {
    if (this.#isFull() && key !== othersKey(counted.entry)) {
      this.addOther(counted.entry, counted.atMs, counted.count);
    } else this.#counted.set(key, counted);
  }

  #isFull(): boolean {
    return this.#counted.size >= KEYS_MAX;
  }
}

function othersKey({ action, outcome }: CountedAction): string {
  return `${action}\n${outcome}`;
}
