/**
 * Removes expired records from the database, in steps so small that no request waits for them.
 *
 * Expired records are refused even without the sweeper. It only keeps the database from growing.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { ExpiredStore } from '../installation.ts';

/** Rows per step. A step takes about a millisecond, during which nothing else runs. */
const BATCH = 50;
/** The pause between two steps, so that sweeping takes only a small part of a core. */
const REST_MS = 25;

/** How far the clocks of nodes may differ. A record is kept until it has expired for all nodes. */
const CLOCKS_DIFFER_MS = 60_000;

/** How many records were removed. */
export interface Swept {
  readonly tickets: number;
  readonly csSessions: number;
  readonly revokedTokens: number;
  readonly auditEvents: number;
  readonly passwordResets: number;
  readonly authorizationCodes: number;
  readonly failedLogins: number;
  readonly consoleLinks: number;
  readonly consoleSessions: number;
}

/** How long records that do not expire by themselves are kept. */
export interface Retention {
  /** The idle time after which CS sessions end. */
  readonly csSessionIdleMs: number;
  /** The age at which events of the audit trail are removed. */
  readonly auditRetentionMs: number;
}

/**
 * Removes all records that have expired by now.
 *
 * @param signal stops after the current step.
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
    passwordResets: await inSteps(() => expired.removePasswordResets(now, BATCH), signal),
    authorizationCodes: await inSteps(() => expired.removeAuthorizationCodes(now, BATCH), signal),
    failedLogins: await inSteps(() => expired.removeFailedLogins(now, BATCH), signal),
    consoleLinks: await inSteps(() => expired.removeConsoleLinks(now, BATCH), signal),
    consoleSessions: await inSteps(() => expired.removeConsoleSessions(now, BATCH), signal),
  };
}

async function inSteps(step: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let removed = 0;
  while (!signal.aborted) {
    const count = await step();
    removed += count;
    if (count < BATCH) break;
    // An abort ends the pause, and then the loop condition ends the loop.
    await rest(REST_MS, undefined, { signal }).catch(() => {});
  }
  return removed;
}
