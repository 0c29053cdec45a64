/**
 * Measures the processor time of the store calls that requests wait for, on an SQLite file, with
 * the given number of calls in flight.
 *
 *     npm run bench:stores [-- --calls 20000 --at-once 32]
 */

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { plainApplication } from '../src/domain/applications/application.ts';
import { auditEventOf } from '../src/domain/audit/audit.ts';
import type { Stores, TenantStores } from '../src/domain/installation.ts';
import type { Ticket } from '../src/domain/sessions/ticket.ts';
import { openInstallation } from '../src/storage/data-directory.ts';
import { createBenchInstallation } from './measuring/bench-installation.ts';
import { number, table } from './measuring/markdown.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '20000' },
    'at-once': { type: 'string', default: '32' },
  },
});
const calls = Number(values.calls);
const atOnce = Number(values['at-once']);

type Call = (count: number) => Promise<unknown>;

const FAR_MS = 4e12;
/** Counts all calls, so that no two write the same row. */
let started = 0;
const EVENT = auditEventOf({ action: 'login', outcome: 'succeeded', user: 'bench' }, FAR_MS);

const { directory, ticketId } = await createBenchInstallation();
const { stores } = await openInstallation(directory);
try {
  const tenant = (await stores.tenants.find('')) ?? { id: 0 };
  const methods = {
    ...(await callsOf(stores.ofTenant(tenant.id))),
    ...(await sharedCalls(stores)),
  };
  const rows: string[][] = [];
  for (const [name, call] of Object.entries(methods)) {
    await micros(call);
    rows.push([name, number(await micros(call), 1)]);
  }
  console.log(table(['a call of', 'µs'], rows));
} finally {
  await stores.close();
  await rm(directory, { recursive: true });
}

async function callsOf(tenant: TenantStores): Promise<Record<string, Call>> {
  const { tickets, csSessions, associates } = tenant;
  const ticket = await tickets.find(ticketId);
  const associate = ticket && (await associates.find(ticket.associateId));
  if (!associate) throw new Error('The bench has no user.');
  const copyOf = (count: number): Ticket => ({ ...ticket, id: randomUUID(), issuedAtMs: count });
  const session = {
    keyHash: 'a',
    associateId: associate.id,
    csUserId: 1,
    ticketId,
    clientAddress: '127.0.0.1',
    origin: 'soap',
    startedAtMs: 0,
    expiresAtMs: FAR_MS,
  } as const;
  const loginId = await csSessions.add(session);
  const use = { expiresAtMs: FAR_MS, lastUsedFrom: '127.0.0.1', lastUsedBy: null };
  return {
    'tickets.find': () => tickets.find(ticketId),
    'tickets.add': (count) => tickets.add(copyOf(count)),
    'tickets.recordUse': (count) =>
      tickets.recordUse(ticketId, { ...use, lastUsedAtMs: count }, FAR_MS),
    'tickets.exists': () => tickets.exists(ticketId),
    'associates.find': () => associates.find(associate.id),
    'associates.principal': () => associates.principal(associate),
    'csSessions.find': () => csSessions.find(loginId),
    'csSessions.add': () => csSessions.add(session),
    'csSessions.recordUse': (count) => csSessions.recordUse(loginId, count),
  };
}

async function sharedCalls({ applications, revokedTokens, audit }: Stores) {
  const profile = { clientId: 'a', name: 'a', agents: ['User'], tenantIds: 'all' as const };
  const { id } = await applications.add({ ...plainApplication, ...profile }, 'hash', 0);
  return {
    'applications.find': () => applications.find(id),
    'applications.findByTokenHash': () => applications.findByTokenHash('hash'),
    'revokedTokens.has': () => revokedTokens.has('a'),
    'audit.append, one event': () => audit.append([EVENT]),
    'audit.append, eight events': () => audit.append(Array.from({ length: 8 }, () => EVENT)),
  } satisfies Record<string, Call>;
}

/** Processor time of this process for one call, with the given number of calls in flight. */
async function micros(call: Call): Promise<number> {
  const end = started + calls;
  const one = async () => {
    while (started < end) {
      started += 1;
      await call(started);
    }
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, one));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}
