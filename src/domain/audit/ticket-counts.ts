/**
 * Counts frequent events of tickets until somebody writes the counts. A crash loses them. With many
 * tickets in use, each has an event in every minute. So they are kept in a table of numbers.
 */
import { readUuid, UUID_WORDS } from '../uuid-words.ts';
import type { AuditEvent } from './audit.ts';
import { type AuditCounts, BATCH, type CountedAction } from './audit-counts.ts';
import { type TicketEvent, TicketEventRows } from './ticket-event-rows.ts';

export class TicketCounts {
  readonly #others: AuditCounts;
  readonly #id = new Uint32Array(UUID_WORDS);
  /** Null while there is no event. */
  #rows: TicketEventRows | null = null;
  #draining: Promise<void> = Promise.resolve();

  /** @param others counts what has no room. */
  constructor(others: AuditCounts) {
    this.#others = others;
  }

  add(action: CountedAction, ticketId: string, event: TicketEvent, atMs: number): void {
    this.#rows ??= new TicketEventRows();
    const isUuid = readUuid(ticketId, this.#id);
    if (isUuid && this.#rows.add(this.#id, event, atMs, 1)) return;
    this.#others.addOther(action, atMs);
  }

  /** See `AuditCounts.drain`. */
  drain(write: (events: readonly AuditEvent[]) => Promise<void>): Promise<void> {
    const drained = this.#draining.then(() => this.#drain(write));
    this.#draining = drained.catch(() => {});
    return drained;
  }

  async #drain(write: (events: readonly AuditEvent[]) => Promise<void>): Promise<void> {
    const rows = this.#rows;
    if (!rows) return;
    this.#rows = null;
    for (let start = 0; start < rows.size; start += BATCH) {
      try {
        await write(rows.events(start, start + BATCH));
      } catch (error) {
        this.#keep(rows, start);
        throw error;
      }
    }
  }

  #keep(rows: TicketEventRows, start: number): void {
    this.#rows ??= new TicketEventRows();
    this.#rows.addFrom(rows, start, (entry, atMs, count) => {
      this.#others.addOther(entry, atMs, count);
    });
  }
}
