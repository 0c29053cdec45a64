/** The live entries of a journal, for one reader. A slow reader loses the oldest ones. */
import type { JournalEntry } from './journal-entry.ts';

/** Entries that wait for the reader. */
const WAITING_MAX = 100;

export class JournalSubscription implements AsyncIterable<JournalEntry> {
  readonly #fits: (entry: JournalEntry) => boolean;
  readonly #onClose: () => void;
  #waiting: JournalEntry[] = [];
  #wake: (() => void) | null = null;
  #isClosed = false;
  #lost = 0;

  constructor(fits: (entry: JournalEntry) => boolean, onClose: () => void) {
    this.#fits = fits;
    this.#onClose = onClose;
  }

  /** How many entries the reader has lost until now. */
  get lost(): number {
    return this.#lost;
  }

  add(entry: JournalEntry): void {
    if (!this.#fits(entry)) return;
    this.#waiting.push(entry);
    if (this.#waiting.length > WAITING_MAX) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    this.#wake?.();
  }

  /** Ends the iteration. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#onClose();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JournalEntry, void> {
    try {
      while (!this.#isClosed) {
        const next = this.#waiting.shift();
        if (next) yield next;
        else await this.#nextEntry();
      }
    } finally {
      this.close();
    }
  }

  #nextEntry(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }
}
