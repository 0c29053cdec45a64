/** The clock of a test server in this process, as a test sees it. */
import { timeMsOf } from './clock-time.ts';
import { durationMsOf } from './duration.ts';
import type { TestClock } from './test-clock.ts';
import type { TestServerClock } from './test-server.ts';

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
