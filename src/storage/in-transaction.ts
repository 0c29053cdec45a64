/** Work that is stored as a whole or not at all. */
import type { Kysely, Transaction } from 'kysely';
import { retryConflicts } from './retry-conflicts.ts';
import type { Tables } from './schema.ts';

/**
 * Does the work in a transaction. It may be done several times, of which one counts: it changes
 * nothing but the database.
 */
export function inTransaction<T>(
  db: Kysely<Tables>,
  work: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return retryConflicts(() => db.transaction().execute(work));
}
