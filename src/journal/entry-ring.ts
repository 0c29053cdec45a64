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
  /** By number, in this order. */
  readonly #entries = new Map<number, JournalEntry>();
  #bytes = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  /** The oldest first. */
  entries(): Iterable<JournalEntry> {
    return this.#entries.values();
  }

  add(entry: JournalEntry): void {
    this.#entries.set(entry.number, entry);
    this.#bytes += bytesOf(entry);
    const { entriesMax, bytesMax } = this.#limits;
    while (this.#entries.size > entriesMax || this.#bytes > bytesMax) this.#removeOldest();
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  #removeOldest(): void {
    for (const [number, oldest] of this.#entries) {
      this.#entries.delete(number);
      this.#bytes -= bytesOf(oldest);
      return;
    }
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
