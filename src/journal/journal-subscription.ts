/** The live entries of a journal, for one reader. A slow reader loses the oldest ones. */
import type { JournalEntry } from './journal-entry.ts';

/** Entries that wait for the reader. */
const WAITING_MAX = 100;

export class JournalSubscription implements AsyncIterable<JournalEntry> {
  readonly #fits: (entry: JournalEntry) => boolean;
  readonly #onClose: () => void;
  readonly #waitingMax: number;
  #waiting: JournalEntry[] = [];
  #wake: (() => void) | null = null;
  #isClosed = false;
  #lost = 0;

  constructor(
    fits: (entry: JournalEntry) => boolean,
    onClose: () => void,
    waitingMax = WAITING_MAX,
  ) {
    this.#fits = fits;
    this.#onClose = onClose;
    this.#waitingMax = waitingMax;
  }

  /** How many entries the reader has lost until now. */
  get lost(): number {
    return this.#lost;
  }

  add(entry: JournalEntry): void {
    if (!this.#fits(entry)) return;
    this.#waiting.push(entry);
    if (this.#waiting.length > this.#waitingMax) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    this.#wake?.();
  }

  /** Returns the entries that wait, the oldest first. Then none wait. */
  take(): readonly JournalEntry[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** Resolves when entries may wait, when the journal begins again, and when this is closed. */
  async changed(): Promise<void> {
    if (this.#waiting.length === 0 && !this.#isClosed) await this.#nextEntry();
  }

  /** Forgets the entries that wait. */
  clear(): void {
    this.#waiting = [];
    this.#wake?.();
  }

  /** Ends the iteration. */
  close(): void {
    this.#isClosed = true;
    this.#onClose();
    this.clear();
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
