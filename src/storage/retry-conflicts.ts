/** Retries transactions that the database ended because of a conflict. */
import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../domain/errors.ts';
import { TransactionConflict } from './transaction-conflict.ts';

const ATTEMPTS_MAX = 8;
const WAIT_MS_MAX = 20;

/**
 * Does the work, and retries it after a TransactionConflict.
 *
 * @throws DomainError `busy` when every attempt failed; whatever the work throws.
 */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TransactionConflict)) throw error;
      if (attempt >= ATTEMPTS_MAX) {
        const message = 'Too many write the same at the same time. Try again in a few seconds.';
        throw new DomainError('busy', message, { cause: error });
      }
      // A random delay, so that the transactions do not collide again.
      await setTimeout(Math.random() * WAIT_MS_MAX);
    }
  }
}
