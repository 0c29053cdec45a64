/**
 * Keeps the latest entries, up to a number and a size. The oldest ones go first. Each field that
 * differs from request to request has an array of its own, so that a request like the one before
 * leaves no object in memory: objects that live long are what costs most.
 */
import type { EntryContent, JournalEntry } from './journal-entry.ts';

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
  /** The fields of the entry with a number are at the number modulo `entriesMax`. */
  readonly #requestIds: string[] = [];
  readonly #atMs: number[] = [];
  readonly #durationsMs: number[] = [];
  readonly #contents: (EntryContent | null)[] = [];
  readonly #sizes: number[] = [];
  #lastNumber = 0;
  #removedNumber = 0;
  #bytes = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  /** The number of the latest entry. 0 if there was none. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** The oldest first. */
  entries(): readonly JournalEntry[] {
    const found: JournalEntry[] = [];
    for (let number = this.#removedNumber + 1; number <= this.#lastNumber; number += 1) {
      const index = this.#indexOf(number);
      const content = this.#contents[index];
      if (!content) continue;
      const requestId = this.#requestIds[index] ?? '';
      const atMs = this.#atMs[index] ?? 0;
      const durationMs = this.#durationsMs[index] ?? 0;
      found.push({ number, requestId, atMs, durationMs, ...content });
    }
    return found;
  }

  /** Adds an entry with the next number. */
  add(requestId: string, atMs: number, durationMs: number, content: EntryContent): void {
    const { entriesMax, bytesMax } = this.#limits;
    if (this.#lastNumber - this.#removedNumber === entriesMax) this.#removeOldest();
    const before = this.#indexOf(this.#lastNumber);
    const isLikeBefore = this.#contents[before] === content;
    const bytes = (isLikeBefore ? this.#sizes[before] : null) ?? bytesOf(content);
    this.#lastNumber += 1;
    const index = this.#indexOf(this.#lastNumber);
    this.#requestIds[index] = requestId;
    this.#atMs[index] = atMs;
    this.#durationsMs[index] = durationMs;
    this.#contents[index] = content;
    this.#sizes[index] = bytes;
    this.#bytes += bytes;
    while (this.#bytes > bytesMax) this.#removeOldest();
  }

  /** Removes all entries. Numbers go on. */
  clear(): void {
    while (this.#removedNumber < this.#lastNumber) this.#removeOldest();
  }

  /** Begins again with the number 1. */
  reset(): void {
    this.clear();
    this.#lastNumber = 0;
    this.#removedNumber = 0;
  }

  #indexOf(number: number): number {
    return number % this.#limits.entriesMax;
  }

  #removeOldest(): void {
    this.#removedNumber += 1;
    const index = this.#indexOf(this.#removedNumber);
    this.#contents[index] = null;
    this.#bytes -= this.#sizes[index] ?? 0;
  }
}

function bytesOf({ messages, refusal, path, userAgent }: EntryContent): number {
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
