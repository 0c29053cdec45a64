/** Keeps the latest entries, up to a number and a size. The oldest ones go first. */
import type { JournalEntry } from './journal-entry.ts';

export interface RingLimits {
  readonly entriesMax: number;
  /** About as much as the entries take in memory. */
  readonly bytesMax: number;
}

/** About what an entry takes without its messages. */
const ENTRY_BYTES = 600;
/** Strings take up to two bytes for each character. */
const CHARACTER_BYTES = 2;

export class EntryRing {
  readonly #limits: RingLimits;
  /** The entry at an index is replaced when the index comes again. */
  #slots: (JournalEntry | null)[] = [];
  /** Counts entries ever added. The next one is at this index, modulo the number of slots. */
  #added = 0;
  #removed = 0;
  #bytes = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  /** The oldest first. */
  entries(): readonly JournalEntry[] {
    const { entriesMax } = this.#limits;
    const count = this.#added - this.#removed;
    const slots = Array.from(
      { length: count },
      (_, index) => this.#slots[(this.#removed + index) % entriesMax],
    );
    return slots.filter((entry) => entry !== null && entry !== undefined);
  }

  add(entry: JournalEntry): void {
    const { entriesMax, bytesMax } = this.#limits;
    if (this.#added - this.#removed === entriesMax) this.#removeOldest();
    this.#slots[this.#added % entriesMax] = entry;
    this.#added += 1;
    this.#bytes += bytesOf(entry);
    while (this.#bytes > bytesMax) this.#removeOldest();
  }

  clear(): void {
    this.#slots = [];
    this.#added = 0;
    this.#removed = 0;
    this.#bytes = 0;
  }

  #removeOldest(): void {
    const index = this.#removed % this.#limits.entriesMax;
    const oldest = this.#slots[index];
    if (oldest) this.#bytes -= bytesOf(oldest);
    this.#slots[index] = null;
    this.#removed += 1;
  }
}

function bytesOf({ messages, refusal, path, userAgent }: JournalEntry): number {
  let characters = path.length + (userAgent?.length ?? 0);
  if (refusal) characters += refusal.text.length + (refusal.nearest?.length ?? 0);
  if (messages) {
    const { requestHead, requestQuery, requestBody, answerHead, answerBody } = messages;
    characters += requestQuery.length + requestBody.length + answerBody.length;
    for (const [name, value] of [...requestHead, ...answerHead]) {
      characters += name.length + value.length;
    }
  }
  return ENTRY_BYTES + CHARACTER_BYTES * characters;
}
