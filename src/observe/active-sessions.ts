/** Counts the live sessions in small steps, so that requests never wait for the count. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import type { LiveTicketCounter } from '../domain/sessions/ticket.ts';

/** Tickets per step. A step takes well below a millisecond. */
const STEP = 5_000;
const STEPS_MAX = 2_000;
const CACHED_MS = 15_000;

export interface ActiveSessionsOptions {
  readonly counter: LiveTicketCounter;
  readonly clock: Clock;
}

/** Returns a function that returns the last count. It counts again after 15 seconds. */
export function activeSessions({ counter, clock }: ActiveSessionsOptions): () => Promise<number> {
  let counted: Promise<number> | null = null;
  let countedAtMs = 0;
  return () => {
    const now = clock.now();
    if (counted !== null && Math.abs(now - countedAtMs) < CACHED_MS) return counted;
    countedAtMs = now;
    counted = countInSteps(counter, now);
    counted.catch(() => {
      counted = null;
    });
    return counted;
  };
}

async function countInSteps(counter: LiveTicketCounter, nowMs: number): Promise<number> {
  let count = 0;
  let afterMs: number | null = nowMs;
  for (let steps = 0; afterMs !== null && steps < STEPS_MAX; steps += 1) {
    const step: Awaited<ReturnType<LiveTicketCounter['countExpiring']>> =
      await counter.countExpiring(afterMs, STEP);
    count += step.count;
    afterMs = step.upToMs;
    await nextTurn();
  }
  return count;
}
