import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError } from '../domain/errors.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { TransactionConflict } from './transaction-conflict.ts';

/** Work that fails the given number of times, and counts its calls. */
function failing(times: number, error: Error) {
  let attempts = 0;
  const work = async () => {
    attempts += 1;
    if (attempts <= times) throw error;
    return 'done';
  };
  return { work, attempts: () => attempts };
}

describe('a transaction conflict', () => {
  const conflict = new TransactionConflict(new Error('40001'));

  it('is retried', async () => {
    const { work, attempts } = failing(7, conflict);
    assert.equal(await retryConflicts(work), 'done');
    assert.equal(attempts(), 8);
  });

  it('ends as busy after too many attempts', async () => {
    const { work, attempts } = failing(100, conflict);
    await assert.rejects(
      retryConflicts(work),
      (error: unknown) => error instanceof DomainError && error.code === 'busy',
    );
    assert.equal(attempts(), 8);
  });

  it('is the only error that is retried', async () => {
    const { work, attempts } = failing(1, new Error('something else'));
    await assert.rejects(retryConflicts(work), /something else/);
    assert.equal(attempts(), 1);
  });
});
