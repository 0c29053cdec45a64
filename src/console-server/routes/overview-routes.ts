/** The overview. */
import { X509Certificate } from 'node:crypto';
import type * as z from 'zod';
import { overview } from '../../console-api/overview.ts';
import { activeSessions } from '../../observe/active-sessions.ts';
import type { TenantRegistry } from '../../tenant-services.ts';
import { type ConsoleCall, type ConsoleRoute, consoleRoute, instantOf } from '../console-call.ts';
import { keyRecordsOf } from '../key-records.ts';
import { overviewNumbers } from '../overview-numbers.ts';
import { scopeOfNumbers } from '../scope-texts.ts';

export const overviewRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'GET',
    path: '/overview',
    summary: 'Tells what the server did in the last hour, and how it is.',
    answer: overview,
    perform: overviewOf,
  }),
];

async function overviewOf({ parts, streams }: ConsoleCall): Promise<z.input<typeof overview>> {
  const { registry, isReady } = parts.backend();
  const { type, version } = registry.stores.database;
  const nowMs = registry.clock.now();
  const { journal } = parts;
  return {
    now: instantOf(nowMs),
    startedAt: instantOf(parts.startedAtMs),
    ...overviewNumbers(parts.activity.minutes(), nowMs, journal.level !== 'off'),
    sessions: { tickets: await counterOf(registry)() },
    database: { engine: type, version, isReady: await isReady() },
    keys: await keyRecordsOf(registry),
    certificate: certificateOf(parts.certificate()),
    journal: { level: journal.level, leftOut: journal.leftOut, readers: streams.readers },
    workers: parts.workers,
    scope: scopeOfNumbers(parts),
  };
}

/** Counts are kept for some seconds. */
const counters = new WeakMap<TenantRegistry, () => Promise<number>>();

function counterOf(registry: TenantRegistry): () => Promise<number> {
  const { stores, clock } = registry;
  const counter = counters.get(registry) ?? activeSessions({ counter: stores.liveTickets, clock });
  counters.set(registry, counter);
  return counter;
}

function certificateOf(pem: string | null) {
  if (pem === null) return null;
  const { subject, validToDate } = new X509Certificate(pem);
  return { subject: subject.replaceAll('\n', ', '), endsAt: validToDate.toISOString() };
}
