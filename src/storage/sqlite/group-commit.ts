/**
 * Group commit: concurrent writing statements are committed together. A commit waits for the disk,
 * so a group costs hardly more than one statement.
 *
 * Each caller gets its result after the commit, so a result that was returned survives a crash.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Mutex } from './mutex.ts';
import { retryWhileBusy } from './retry-while-busy.ts';

/** The most statements in a group. Nothing else runs while a group is written. */
const GROUP_MAX = 200;

interface Waiting {
  readonly execute: () => unknown;
  readonly settle: PromiseWithResolvers<unknown>;
}

export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #mutex: Mutex;
  readonly #onBegin: () => void;
  #waiting: Waiting[] = [];
  #isScheduled = false;
  /** The error that ended the group's transaction. Then nothing of the group is written. */
  #endedBy: unknown = null;

  /** @param onBegin called when a transaction has begun. */
  constructor(database: DatabaseSync, mutex: Mutex, onBegin: () => void) {
    this.#database = database;
    this.#mutex = mutex;
    this.#onBegin = onBegin;
  }

  /** A failed statement does not affect the others in its group, unless it ends the transaction. */
  write<R>(execute: () => R): Promise<R> {
    const settle = Promise.withResolvers<unknown>();
    this.#waiting.push({ execute, settle });
    this.#schedule();
    return settle.promise as Promise<R>;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => void this.#commitNext());
  }

  async #commitNext(): Promise<void> {
    try {
      const release = await retryWhileBusy(() => this.#begin());
      try {
        this.#commit(this.#take());
      } finally {
        release();
      }
    } catch (error) {
      for (const { settle } of this.#take()) settle.reject(error);
    }
    this.#schedule();
  }

  async #begin(): Promise<() => void> {
    const release = await this.#mutex.acquire();
    try {
      this.#database.exec('begin immediate');
      this.#onBegin();
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** The waiting statements, up to the limit. Later ones go into the next group. */
  #take(): readonly Waiting[] {
    this.#isScheduled = false;
    return this.#waiting.splice(0, GROUP_MAX);
  }

  #commit(group: readonly Waiting[]): void {
    const answers = group.map((waiting) => this.#attempt(waiting));
    const problem = this.#end();
    for (const answer of answers) answer(problem);
  }

  /**
   * Executes one statement. Returns a function that settles its promise, and that takes the error
   * of the commit or null.
   */
  #attempt({ execute, settle }: Waiting): (problem: unknown) => void {
    try {
      if (!this.#database.isTransaction) return (problem) => settle.reject(problem);
      const result = execute();
      return (problem) => (problem === null ? settle.resolve(result) : settle.reject(problem));
    } catch (error) {
      // Some errors, such as a full disk, end the transaction. Later statements would run outside
      // it.
      if (!this.#database.isTransaction) this.#endedBy = error;
      return () => settle.reject(error);
    }
  }

  /** Commits. Returns the error, or null when the group is written. */
  #end(): unknown {
    if (!this.#database.isTransaction) return new TransactionEnded(this.#endedBy);
    try {
      this.#database.exec('commit');
      return null;
    } catch (error) {
      this.#undo();
      return error;
    }
  }

  #undo(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec('rollback');
    } catch {
      // The transaction cannot be undone. Closing prevents further statements inside it, whose
      // writes would be lost.
      this.#database.close();
    }
  }
}

class TransactionEnded extends Error {
  constructor(cause: unknown) {
    const message =
      'Another statement of the group ended its transaction, so that none of it is written.';
    super(message, { cause });
    this.name = 'TransactionEnded';
  }
}
