/** What a check of stores gets, and how it tells that it failed. */
import assert from 'node:assert/strict';
import { DomainError, type ErrorCode } from '../../src/domain/errors.ts';
import type { Stores } from '../../src/domain/installation.ts';

/** A new database, and stores opened on it. */
export interface OpenedStores {
  readonly stores: Stores;
  /** Closes the stores and opens new ones on the same database. */
  reopen(): Promise<Stores>;
  /** Opens further stores on the same database, as another node does. */
  openAnother(): Promise<Stores>;
  /** Closes all of them and removes the database. */
  dispose(): Promise<void>;
}

/** Declares a test, which gets a database of its own. */
export type Check = (title: string, body: (opened: OpenedStores) => Promise<void>) => void;

/** Fails unless the work ends in this DomainError, with a message that matches. */
export async function assertFails(
  work: Promise<unknown>,
  code: ErrorCode,
  message: RegExp,
): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof DomainError, `not a DomainError: ${error}`);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}
