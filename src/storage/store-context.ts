/** What the stores of one database, or of one transaction in it, work with. */
import type { Kysely } from 'kysely';
import type { Change } from '../domain/change-feed.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { retryConflicts } from './retry-conflicts.ts';
import type { Tables } from './schema.ts';

/** Is told of a change, or null for one that could be any. */
export type ChangeListener = (change: Change | null) => void;

export class StoreContext {
  readonly db: Kysely<Tables>;
  readonly traits: DialectTraits;
  readonly #tell: ChangeListener;
  /** Why a part of this transaction has failed. */
  #failure: Error | null = null;

  /** @param tell is told of each record that a store changes, for the caches of this process. */
  constructor(db: Kysely<Tables>, traits: DialectTraits, tell: ChangeListener) {
    this.db = db;
    this.traits = traits;
    this.#tell = tell;
  }

  /**
   * Waits for a write and tells which records it changed. It tells so after a failure as well,
   * because a write whose answer was lost may have been committed.
   */
  async changing<T>(work: Promise<T>, ...changes: readonly (Change | null)[]): Promise<T> {
    try {
      return await work;
    } finally {
      this.tell(changes);
    }
  }

  tell(changes: readonly (Change | null)[]): void {
    for (const change of changes) this.#tell(change);
  }

  /**
   * Does the work in one transaction; in the one that this context is of, where it is of one. The
   * work may be done several times, of which one counts: it changes nothing but the database.
   * Changes are told when the transaction has ended.
   *
   * @throws whatever the work throws; Error where the work goes on after a part of it that was a
   * transaction has failed: a half of it is never stored.
   */
  async transaction<T>(work: (context: StoreContext) => Promise<T>): Promise<T> {
    if (this.db.isTransaction) return this.#join(work);
    let told: (Change | null)[] = [];
    const attempt = () =>
      this.db.transaction().execute(async (db) => {
        told = [];
        const inside = new StoreContext(db, this.traits, (change) => told.push(change));
        const result = await work(inside);
        if (inside.#failure) throw inside.#failure;
        return result;
      });
    try {
      return await retryConflicts(attempt);
    } finally {
      this.tell(told);
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
