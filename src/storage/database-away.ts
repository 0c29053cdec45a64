/** What clients are told while the database cannot do its work, whichever engine it is. */
import { DomainError } from '../domain/errors.ts';

const AWAY = 'The database cannot be reached at the moment. Try again in a few seconds.';

/** @param cause is for the log. */
export function databaseAway(cause: unknown): DomainError {
  return new DomainError('unavailable', AWAY, { cause });
}
