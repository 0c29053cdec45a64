/**
 * Sweeps expired tickets out of the database, a few at a time, so that nobody waits for it.
 *
 * That a ticket has expired is known without it: it only keeps the database from growing.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { TicketStore } from './ticket.ts';

const BATCH = 100;

/**
 * Removes all that has expired by now.
 *
 * @param signal ends it after the batch under way.
 * @returns how many were removed.
 */
export async function sweepExpiredTickets(
  tickets: TicketStore,
  clock: Clock,
  signal: AbortSignal,
): Promise<number> {
  const now = clock.now();
  let removed = 0;
  while (!signal.aborted) {
    const count = await tickets.removeExpired(now, BATCH);
    removed += count;
    if (count < BATCH) break;
    await nextTurn();
  }
  return removed;
}
