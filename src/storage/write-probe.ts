/**
 * Checks whether the database accepts writes, which every login needs. Only a write shows it: on a
 * full disk or a read-only standby, all reads succeed. The probe writes rarely, and again at the
 * next check after any write has failed.
 */
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** How long a successful write counts. */
const WRITTEN_COUNTS_MS = 5_000;

export class WriteProbe {
  readonly #write: (hasFailed: boolean) => Promise<unknown>;
  readonly #now: () => number;
  readonly #listeners: (() => void)[] = [];
  #writtenAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** Whether a write has failed since the last successful probe. */
  #hasFailed = false;

  /**
   * @param write rejects when the database accepts no writes. Its argument says whether a write has
   * failed since the last success. If so, a minimal write is not proof enough.
   * @param now a monotonic clock in milliseconds.
   */
  constructor(write: (hasFailed: boolean) => Promise<unknown>, now = () => performance.now()) {
    this.#write = write;
    this.#now = now;
  }

  /** Resolves when the database is believed to accept writes. @throws what the write throws. */
  async check(): Promise<void> {
    const startedAt = this.#now();
    if (startedAt - this.#writtenAt < WRITTEN_COUNTS_MS) return;
    const failures = this.#failures;
    await this.#write(this.#hasFailed);
    if (failures !== this.#failures) return;
    this.#writtenAt = startedAt;
    this.#hasFailed = false;
  }

  /** Records that a write failed. */
  noteFailure(): void {
    this.#failures += 1;
    this.#hasFailed = true;
    this.#writtenAt = Number.NEGATIVE_INFINITY;
    for (const listener of this.#listeners) listener();
  }

  /** Calls the listener for each failure. */
  subscribe(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

/** Writes to the only row of the table without changing it. */
export function writeNothing(db: Kysely<Tables>): Promise<unknown> {
  return db
    .updateTable('installation')
    .set((row) => ({ created_at_ms: row.ref('created_at_ms') }))
    .execute();
}
