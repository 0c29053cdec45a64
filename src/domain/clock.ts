/**
 * Time, injected. Nothing else in the project reads the machine's clock, except to measure how
 * long something takes and for the time limits of connections.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. Whole. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** How time passes: for delays, rates, and work that recurs. */
export interface Timing {
  /** Milliseconds since some moment. Never goes back. */
  elapsedMs(): number;
  /** Resolves after the given time. Does not keep the process alive. */
  pause(ms: number): Promise<unknown>;
  /** Runs work again and again. Returns a function that stops it. The work must not reject. */
  repeat(everyMs: number, work: () => Promise<void>): () => void;
}

export const systemTiming: Timing = {
  elapsedMs: () => performance.now(),
  pause: (ms) => sleep(ms, undefined, { ref: false }),
  repeat: (everyMs, work) => {
    const timer = setInterval(() => void work(), everyMs);
    return () => clearInterval(timer);
  },
};
