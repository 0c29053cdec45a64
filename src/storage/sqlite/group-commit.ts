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
  /** Must have done its work when it returns its promise. */
  readonly execute: () => Promise<unknown>;
  readonly settle: PromiseWithResolvers<unknown>;
}

export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #turnstile: Turnstile;
  #waiting: Waiting[] = [];
  #isScheduled = false;

  constructor(database: DatabaseSync, turnstile: Turnstile) {
    this.#database = database;
    this.#turnstile = turnstile;
  }

  /** One that fails leaves the others of its group alone, unless it ends the transaction. */
  async write<R>(execute: () => Promise<R>): Promise<R> {
    const settle = Promise.withResolvers<unknown>();
    this.#waiting.push({ execute, settle });
    this.#schedule();
    return (await settle.promise) as R;
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
        await this.#commit(this.#take());
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

  async #commit(group: readonly Waiting[]): Promise<void> {
    const outcomes = Promise.allSettled(
      group.map(({ execute }) =>
        // Some errors end a transaction, and what follows would be on its own.
        this.#database.isTransaction ? execute() : Promise.reject(new TransactionEnded()),
      ),
    );
    const problem = this.#end();
    for (const [index, outcome] of (await outcomes).entries()) {
      const settle = group[index]?.settle;
      if (outcome.status === 'rejected') settle?.reject(outcome.reason);
      else if (problem !== null) settle?.reject(problem);
      else settle?.resolve(outcome.value);
    }
  }

  /** Commits before anything else runs. Answers why it could not; null when all is written. */
  #end(): unknown {
    if (!this.#database.isTransaction) return new TransactionEnded();
    try {
      this.#database.exec('commit');
      return null;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      return error;
    }
  }
}

class TransactionEnded extends Error {
  constructor() {
    super('Another statement of the group ended its transaction, so that none of it is written.');
    this.name = 'TransactionEnded';
  }
}
