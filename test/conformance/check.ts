/** What a check of the stores receives, and how it fails. */
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
  /** Closes all stores and removes the database. */
  dispose(): Promise<void>;
}

/** Fills an empty database. The engine keeps the content, and opens copies of it. */
export type Fill = (stores: Stores) => Promise<void>;

/** @param fill by default the database is empty. */
export type OpenStores = (fill?: Fill) => Promise<OpenedStores>;

/** A tenant in a new database, and its stores. */
export interface OpenedTenant extends OpenedDatabase<TenantStores> {
  /** The stores of the whole database, until a reopen. */
  readonly all: Stores;
}

/** Declares a test that gets its own database. */
export type Check = (title: string, body: (opened: OpenedStores) => Promise<void>) => void;

/** Declares a test that gets a new tenant without users. */
export type TenantCheck = (title: string, body: (opened: OpenedTenant) => Promise<void>) => void;

/** Converts a Check into a TenantCheck. */
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

/** Fails unless the work is rejected with this DomainError and a matching message. */
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
