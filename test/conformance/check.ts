/** What a check of stores gets, and how it tells that it failed. */
import assert from 'node:assert/strict';
import { DomainError, type ErrorCode } from '../../src/domain/errors.ts';
import type { Stores, TenantStores } from '../../src/domain/installation.ts';

/** A new database, and stores opened on it. */
export interface OpenedDatabase<S> {
  readonly stores: S;
  /** Closes the stores and opens new ones on the same database. */
  reopen(): Promise<S>;
  /** Opens further stores on the same database, as another node does. */
  openAnother(): Promise<S>;
}

export interface OpenedStores extends OpenedDatabase<Stores> {
  /** Closes all of them and removes the database. */
  dispose(): Promise<void>;
}

/** A tenant in a new database, and its stores. */
export interface OpenedTenant extends OpenedDatabase<TenantStores> {
  /** Those of the whole database, as long as nothing was reopened. */
  readonly all: Stores;
}

/** Declares a test, which gets a database of its own. */
export type Check = (title: string, body: (opened: OpenedStores) => Promise<void>) => void;

/** The same of a test that is about one tenant, which has nothing yet. */
export type TenantCheck = (title: string, body: (opened: OpenedTenant) => Promise<void>) => void;

/** Makes a declaration of tests of one tenant. */
export function withTenant(check: Check): TenantCheck {
  return (title, body) =>
    check(title, async ({ stores: all, reopen, openAnother }) => {
      const tenant = { contextIdentifier: 'Cust26759', companyName: 'Ærø AS' };
      const { id } = await all.tenants.add(tenant, 0);
      await body({
        all,
        stores: all.ofTenant(id),
        reopen: async () => (await reopen()).ofTenant(id),
        openAnother: async () => (await openAnother()).ofTenant(id),
      });
    });
}

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
