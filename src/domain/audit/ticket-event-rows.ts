/**
 * A table of counted events of tickets. Its columns are numbers, which give the garbage collector
 * nothing to move. A row is found by the ticket's id and by what its event shares with others.
 */
import { UUID_WORDS, uuidAt } from '../uuid-words.ts';
import { type AuditEntry, type AuditEvent, auditEventOf } from './audit.ts';

export interface TicketEvent {
  readonly user: string;
  readonly userAgent: string | null;
  /** The same for all events that share the other fields. */
  readonly key: string;
  /** Returns the other fields, without the ticket. Called for the first event with this key. */
  readonly entryOf: () => AuditEntry;
}

/** Limit on rows. */
const ROWS_MAX = 20_000;
/** More than three for each row, so that a row is found in one or two steps. */
const SLOTS = 2 ** 16;

export class TicketEventRows {
  /** Each holds the number of a row, from 1; or 0. */
  readonly #slots = new Uint32Array(SLOTS);
  readonly #ids = new Uint32Array(ROWS_MAX * UUID_WORDS);
  readonly #keys = new Uint16Array(ROWS_MAX);
  readonly #counts = new Uint32Array(ROWS_MAX);
  readonly #atMs = new Float64Array(ROWS_MAX);
  readonly #users: string[] = [];
  readonly #userAgents: (string | null)[] = [];
  /** By key. `#keys` has indexes of `#entries`. */
  readonly #indexes = new Map<string, number>();
  readonly #entries: AuditEntry[] = [];

  get size(): number {
    return this.#users.length;
  }

  /**
   * Returns false if there is no room for the event.
   *
   * @param id of the ticket, as words.
   * @param atMs of the first of the counted events.
   */
  add(id: Uint32Array, event: TicketEvent, atMs: number, count: number): boolean {
    const index = this.#indexes.get(event.key) ?? this.#entries.length;
    const slot = this.#slotOf(id, index);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known >= 0) {
      this.#counts[known] = (this.#counts[known] ?? 0) + count;
      return true;
    }
    const row = this.size;
    if (row === ROWS_MAX) return false;
    if (index === this.#entries.length) {
      this.#indexes.set(event.key, index);
      this.#entries.push(event.entryOf());
    }
    this.#slots[slot] = row + 1;
    this.#ids.set(id, row * UUID_WORDS);
    this.#keys[row] = index;
    this.#counts[row] = count;
    this.#atMs[row] = atMs;
    this.#users.push(event.user);
    this.#userAgents.push(event.userAgent);
    return true;
  }

  /** Events from a row on, one for each row. */
  events(start: number, end: number): readonly AuditEvent[] {
    const users = this.#users.slice(start, end);
    return users.map((user, offset) => {
      const row = start + offset;
      const entry = this.#entryOf(row);
      const detail = { ...entry.detail, ticketId: uuidAt(this.#ids, row * UUID_WORDS) };
      const own = { user, userAgent: this.#userAgents[row] ?? null, detail };
      return auditEventOf({ ...entry, ...own }, this.#atMs[row] ?? 0, this.#counts[row]);
    });
  }

  /** Adds the rows from `start` on. Calls `onFull` for each that has no room. */
  addFrom(
    rows: TicketEventRows,
    start: number,
    onFull: (entry: AuditEntry, atMs: number, count: number) => void,
  ): void {
    const keys = [...rows.#indexes.keys()];
    for (let row = start; row < rows.size; row += 1) {
      const at = row * UUID_WORDS;
      const entry = rows.#entryOf(row);
      const event = {
        user: rows.#users[row] ?? '',
        userAgent: rows.#userAgents[row] ?? null,
        key: keys[rows.#keys[row] ?? 0] ?? '',
        entryOf: () => entry,
      };
      const [atMs = 0, count = 0] = [rows.#atMs[row], rows.#counts[row]];
      const hasRoom = this.add(rows.#ids.subarray(at, at + UUID_WORDS), event, atMs, count);
      if (!hasRoom) onFull(entry, atMs, count);
    }
  }

  #entryOf(row: number): AuditEntry {
    const entry = this.#entries[this.#keys[row] ?? 0];
    if (!entry) throw new RangeError(`There is no row ${row}.`);
    return entry;
  }

  /** The slot that holds the row, or else the empty one that shall hold it. */
  #slotOf(id: Uint32Array, index: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = id;
    // The end of an id is random.
    let slot = (c ^ d ^ index) & (SLOTS - 1);
    for (;;) {
      const row = (this.#slots[slot] ?? 0) - 1;
      const at = row * UUID_WORDS;
      const ids = this.#ids;
      const isOther =
        row >= 0 &&
        (ids[at] !== a ||
          ids[at + 1] !== b ||
          ids[at + 2] !== c ||
          ids[at + 3] !== d ||
          this.#keys[row] !== index);
      if (!isOther) return slot;
      slot = (slot + 1) % SLOTS;
    }
  }
}
