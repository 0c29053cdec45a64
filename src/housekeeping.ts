/**
 * Background work of a server, once a minute: removes expired records, rotates keys and writes
 * the counts of the audit trail.
 */
import type { Logger } from 'pino';
import { careForKeys } from './domain/keys/key-care.ts';
import { type Swept, sweepExpired } from './domain/sessions/sweeper.ts';
import type { Settings } from './settings.ts';
import type { TenantRegistry } from './tenant-services.ts';

export interface Housekeeping {
  /** Rows removed since the start, by kind. */
  readonly swept: ReadonlyMap<string, number>;
  /** Stops the work and writes the remaining counts. */
  stop(): Promise<void>;
}

/** Receives each error of this work, and what failed. */
type ReportFailure = (error: unknown, message: string) => void;

/** A crash loses the counts of this interval, but no other audit events. */
const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;

export function startHousekeeping(
  registry: TenantRegistry,
  settings: Settings,
  log: Logger,
  reportFailure: ReportFailure,
): Housekeeping {
  const swept = new Map<string, number>();
  const stopped = new AbortController();
  const sweep = async () => {
    await keepReserve();
    try {
      const removed = await sweepOnce(registry, settings, stopped.signal);
      for (const [kind, count] of Object.entries(removed)) {
        swept.set(kind, (swept.get(kind) ?? 0) + count);
      }
      if (Object.values(removed).some((count) => count > 0))
        log.info(removed, 'swept what has expired');
    } catch (error) {
      reportFailure(error, 'what has expired could not be swept');
    }
    await tendKeys(registry, settings, log, reportFailure);
  };
  const keepReserve = async () => {
    try {
      await registry.stores.keepReserve?.();
    } catch (error) {
      log.warn({ err: error }, 'no space could be set aside for commands on a full disk');
    }
  };
  const flush = async () => {
    try {
      await registry.audit.flush();
    } catch (error) {
      reportFailure(error, 'counts for the audit trail could not be written; they are kept');
    }
  };
  let working = sweep();
  const stopRepeating = registry.timing.repeat(EVERY_MS, () => {
    working = working.then(sweep).then(flush);
    return working;
  });
  return {
    swept,
    stop: async () => {
      stopRepeating();
      stopped.abort();
      await working;
      await flush();
    },
  };
}

async function tendKeys(
  registry: TenantRegistry,
  settings: Settings,
  log: Logger,
  reportFailure: ReportFailure,
): Promise<void> {
  const { keyRotationDays: days, jwtAlgorithm: algorithm } = settings;
  const { tokenKeys, signingKeys } = registry;
  const rotateAfterMs = days === 0 ? null : days * DAY_MS;
  try {
    const done = await careForKeys({ tokenKeys, signingKeys, rotateAfterMs, algorithm });
    if (done.keysMade + done.keysRemoved > 0) log.info(done, 'made and removed keys by age');
  } catch (error) {
    reportFailure(error, 'keys could not be rotated');
  }
}

function sweepOnce(
  { stores, clock, csSessionIdleMs }: TenantRegistry,
  { auditRetentionDays }: Settings,
  signal: AbortSignal,
): Promise<Swept> {
  const retention = { csSessionIdleMs, auditRetentionMs: auditRetentionDays * DAY_MS };
  return sweepExpired(stores.expired, clock, retention, signal);
}
