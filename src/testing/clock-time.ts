/** The times that a test clock can have. */
import { types } from 'node:util';
import { DomainError } from '../domain/errors.ts';

/** The last second of the year 9999. */
const TIME_MS_MAX = Date.UTC(10_000, 0) - 1000;

/** @throws DomainError `invalid-argument` for a time that the clock cannot show. */
export function timeMsOf(time: Date): number {
  // Tests in JavaScript may give something else.
  const timeMs = types.isDate(time) ? time.getTime() : Number.NaN;
  if (timeMs >= 0 && timeMs <= TIME_MS_MAX) return timeMs;
  throw new DomainError(
    'invalid-argument',
    'The time of the clock must be a valid Date, from 1970 to 9999.',
  );
}
