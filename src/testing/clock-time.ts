/** The times that a test clock can have. */
import { DomainError } from '../domain/errors.ts';

/** The last second of the year 9999. */
const TIME_MS_MAX = Date.UTC(10_000, 0) - 1000;

/** @throws DomainError `invalid-argument` for a time that the clock cannot show. */
export function timeMsOf(time: Date): number {
  const timeMs = time.getTime();
  if (timeMs >= 0 && timeMs <= TIME_MS_MAX) return timeMs;
  throw new DomainError(
    'invalid-argument',
    'The time of the clock must be a valid date, from 1970 to 9999.',
  );
}
