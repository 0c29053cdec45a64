/** What the stores of a database, or of a transaction, share. */
import type { Kysely } from 'kysely';
import type { Change } from '../domain/change-feed.ts';
import type { TransactionOptions } from '../domain/installation.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { retryConflicts } from './retry-conflicts.ts';
import type { Tables } from './schema.ts';

/** Called with each change; null when any record may have changed. */
export type ChangeListener = (change: Change | null) => void;

export class StoreContext {
  readonly db: Kysely<Tables>;
  readonly traits: DialectTraits;
  readonly #notify: ChangeListener;
  /** The error of a failed nested transaction. */
  #failure: Error | null = null;

  /** @param notify called for each record that a store changes, for the caches of this process. */
  constructor(db: Kysely<Tables>, traits: DialectTraits, notify: ChangeListener) {
    this.db = db;
    this.traits = traits;
    this.#notify = notify;
  }

  /**
   * Waits for a write and reports the records that it changed. It reports them after an error too,
   * because the write may have been committed although its answer was lost.
   */
  async changing<T>(work: Promise<T>, ...changes: readonly (Change | null)[]): Promise<T> {
    try {
      return await work;
    } finally {
      this.notify(changes);
    }
  }

  notify(changes: readonly (Change | null)[]): void {
    for (const change of changes) this.#notify(change);
  }

  /**
   * Runs the work in a transaction. In a context that has a transaction already, the work joins it.
   * The work may be retried, so it must change nothing but the database. Changes are reported when
   * the transaction has ended.
   *
   * @throws whatever the work throws; Error when the work continues after a nested transaction has
   * failed, so that a partial result is never committed.
   */
  async transaction<T>(
    work: (context: StoreContext) => Promise<T>,
    { rowLockWaitMs }: TransactionOptions = {},
  ): Promise<T> {
    if (this.db.isTransaction) return this.#join(work);
    let pending: (Change | null)[] = [];
    const attempt = () =>
      this.db.transaction().execute(async (db) => {
        pending = [];
        if (rowLockWaitMs !== undefined) await this.traits.limitRowLockWait(db, rowLockWaitMs);
        const inside = new StoreContext(db, this.traits, (change) => pending.push(change));
        const result = await work(inside);
        if (inside.#failure) throw inside.#failure;
        return result;
      });
    try {
      return await retryConflicts(attempt);
    } finally {
      this.notify(pending);
    }
  }

  async #join<T>(work: (context: StoreContext) => Promise<T>): Promise<T> {
    try {
      return await work(this);
    } catch (cause) {
      const message = 'A part of the transaction has failed, hence nothing of it is stored.';
      this.#failure ??= new Error(message, { cause });
      throw cause;
    }
  }
}
