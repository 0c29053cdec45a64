/** The error that clients get while the database is unavailable, for both engines. */
import { DomainError } from '../domain/errors.ts';

const AWAY = 'The database cannot be reached at the moment. Try again in a few seconds.';

/** @param cause goes to the log only. */
export function databaseAway(cause: unknown): DomainError {
  return new DomainError('unavailable', AWAY, { cause });
}
