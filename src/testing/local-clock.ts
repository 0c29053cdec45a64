/** The clock of a test server in this process, as a test sees it. */
import { durationMsOf } from './duration.ts';
import type { TestClock } from './test-clock.ts';
import type { TestServerClock } from './test-server.ts';

/** The last second of the year 9999. */
const TIME_MS_MAX = Date.UTC(10_000, 0) - 1000;

/** @param current returns the present clock. */
export function localClock(current: () => TestClock): TestServerClock {
  return {
    now: async () => new Date(current().now()),
    set: async (time) => current().set(timeMsOf(time)),
    advance: async (by) => {
      const ms = durationMsOf(by);
      timeMsOf(new Date(current().now() + ms));
      await current().advance(ms);
    },
    freeze: async () => current().freeze(),
    resume: async () => current().resume(),
    isFrozen: async () => current().isFrozen,
  };
}

/** @throws RangeError for a time that the clock cannot show. */
export function timeMsOf(time: Date): number {
  const timeMs = time.getTime();
  if (timeMs >= 0 && timeMs <= TIME_MS_MAX) return timeMs;
  throw new RangeError('The time of the clock must be a valid date, from 1970 to 9999.');
}
