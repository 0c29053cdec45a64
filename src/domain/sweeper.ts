/**
 * Sweeps what has expired out of the database, so little at a time that no request waits for it.
 *
 * That something has expired is known without it: it only keeps the database from growing.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { ExpiredStore } from './installation.ts';

/** Rows that go in one step. A step takes about a millisecond, during which nothing else runs. */
const BATCH = 50;
/** Between two steps, so that sweeping takes a small part of the time of a core. */
const REST_MS = 25;

/** How far the clocks of nodes may differ: what is over for one is refused by all. */
const CLOCKS_DIFFER_MS = 60_000;

/** How many were removed. */
export interface Swept {
  readonly tickets: number;
  readonly csSessions: number;
  readonly revokedTokens: number;
  readonly auditEvents: number;
  readonly failedLogins: number;
}

/** How long what does not expire by itself is kept. */
export interface Retention {
  /** After which CS sessions end. */
  readonly csSessionIdleMs: number;
  /** After which events of the audit trail go. */
  readonly auditRetentionMs: number;
}

/**
 * Removes all that has expired by now.
 *
 * @param signal ends it after the step under way.
 */
export async function sweepExpired(
  expired: ExpiredStore,
  clock: Clock,
  { csSessionIdleMs, auditRetentionMs }: Retention,
  signal: AbortSignal,
): Promise<Swept> {
  const now = clock.now();
  const idleSince = now - csSessionIdleMs;
  return {
    tickets: await inSteps(() => expired.removeTickets(now, BATCH), signal),
    csSessions: await inSteps(() => expired.removeCsSessions(now, idleSince, BATCH), signal),
    revokedTokens: await inSteps(
      () => expired.removeRevokedTokens(now - CLOCKS_DIFFER_MS, BATCH),
      signal,
    ),
    auditEvents: await inSteps(
      () => expired.removeAuditEvents(now - auditRetentionMs, BATCH),
      signal,
    ),
    failedLogins: await inSteps(() => expired.removeFailedLogins(now, BATCH), signal),
  };
}

async function inSteps(step: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let removed = 0;
  while (!signal.aborted) {
    const count = await step();
    removed += count;
    if (count < BATCH) break;
    // Cut short, it is the next turn of the loop that ends it.
    await rest(REST_MS, undefined, { signal }).catch(() => {});
  }
  return removed;
}
