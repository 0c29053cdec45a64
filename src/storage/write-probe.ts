/**
 * Whether the database takes writes, as every login needs. Only a write tells: on a full disk, or
 * on a standby that only reads, all questions are answered. So one is done, but seldom; and at the
 * next question after any write has failed.
 */
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** How long a write that went well counts. */
const WRITTEN_COUNTS_MS = 5_000;

export class WriteProbe {
  readonly #write: (hasFailed: boolean) => Promise<unknown>;
  readonly #now: () => number;
  readonly #listeners: (() => void)[] = [];
  #writtenAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** Since it was last known to take writes. */
  #hasFailed = false;

  /**
   * @param write rejects when it cannot be done. It is told whether something has failed since
   * it was last done: then the least write is not enough to know.
   * @param now in milliseconds, from any moment on.
   */
  constructor(write: (hasFailed: boolean) => Promise<unknown>, now = () => performance.now()) {
    this.#write = write;
    this.#now = now;
  }

  /** Ends when the database takes writes, as far as is known. @throws what the write does. */
  async check(): Promise<void> {
    const startedAt = this.#now();
    if (startedAt - this.#writtenAt < WRITTEN_COUNTS_MS) return;
    const failures = this.#failures;
    await this.#write(this.#hasFailed);
    if (failures !== this.#failures) return;
    this.#writtenAt = startedAt;
    this.#hasFailed = false;
  }

  /** Something could not be done. */
  noteFailure(): void {
    this.#failures += 1;
    this.#hasFailed = true;
    this.#writtenAt = Number.NEGATIVE_INFINITY;
    for (const listener of this.#listeners) listener();
  }

  /** Calls it each time that something could not be done. */
  subscribe(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

/** A write that changes nothing, in the only row of its table. */
export function writeNothing(db: Kysely<Tables>): Promise<unknown> {
  return db
    .updateTable('installation')
    .set((row) => ({ created_at_ms: row.ref('created_at_ms') }))
    .execute();
}
