/**
 * Group commit: statements that write, and come while others do, are committed together. A commit
 * waits for the disk, so that a group of them costs hardly more than one.
 *
 * Whoever waits for a statement is answered after the commit: what was answered survives a crash.
 */
import type { DatabaseSync } from 'node:sqlite';
import { retryWhileBusy } from './retry-while-busy.ts';
import type { Turnstile } from './turnstile.ts';

/** While a group is written nothing else runs. */
const GROUP_MAX = 200;

interface Waiting {
  readonly execute: () => unknown;
  readonly settle: PromiseWithResolvers<unknown>;
}

export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #turnstile: Turnstile;
  readonly #onBegin: () => void;
  #waiting: Waiting[] = [];
  #isScheduled = false;
  /** The error that ended the transaction of a group. Nothing of the group is written then. */
  #endedBy: unknown = null;

  /** @param onBegin is told when a transaction has begun. */
  constructor(database: DatabaseSync, turnstile: Turnstile, onBegin: () => void) {
    this.#database = database;
    this.#turnstile = turnstile;
    this.#onBegin = onBegin;
  }

  /** One that fails leaves the others of its group alone, unless it ends the transaction. */
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
      const leave = await retryWhileBusy(() => this.#begin());
      try {
        this.#commit(this.#take());
      } finally {
        leave();
      }
    } catch (error) {
      for (const { settle } of this.#take()) settle.reject(error);
    }
    this.#schedule();
  }

  async #begin(): Promise<() => void> {
    const leave = await this.#turnstile.enter();
    try {
      this.#database.exec('begin immediate');
      this.#onBegin();
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Those who came until now; whoever comes later waits for the next. */
  #take(): readonly Waiting[] {
    this.#isScheduled = false;
    return this.#waiting.splice(0, GROUP_MAX);
  }

  #commit(group: readonly Waiting[]): void {
    const answers = group.map((waiting) => this.#attempt(waiting));
    const problem = this.#end();
    for (const answer of answers) answer(problem);
  }

  /** Answers what tells the outcome, and wants to know why nothing is written; null when all is. */
  #attempt({ execute, settle }: Waiting): (problem: unknown) => void {
    try {
      if (!this.#database.isTransaction) return (problem) => settle.reject(problem);
      const result = execute();
      return (problem) => (problem === null ? settle.resolve(result) : settle.reject(problem));
    } catch (error) {
      // Some errors end a transaction, as of a full disk. What follows would be on its own.
      if (!this.#database.isTransaction) this.#endedBy = error;
      return () => settle.reject(error);
    }
  }

  /** Answers why it could not; null when all is written. */
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
      // Nobody may go on inside of it: what they were told is written would not be.
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
