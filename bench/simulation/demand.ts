/** What the requests of one second cost the processes and the database. */
import { dayMix, dayOperations, requestsOf } from '../measuring/day/day-operations.ts';
import type { DatabaseCost } from '../measuring/nodes/measure-nodes.ts';
import type { Costs } from './costs.ts';
import type { Plan } from './plan.ts';

/** Requests of all processes in one second. */
export interface Requests {
  /** Of everything but logins. */
  readonly mixes: number;
  readonly logins: number;
  /** Tickets in use. */
  readonly activeTickets: number;
}

/** How the requests meet the processes. */
export interface Meeting {
  /** How often a process has the records of a ticket in its cache. */
  readonly hitShare: number;
  readonly processes: number;
  readonly routing: Plan['routing'];
}

/** For one second. */
export interface Demand {
  /** Of all processes together, without logins. */
  readonly processMicros: number;
  /** Of one login. */
  readonly loginMicros: number;
  readonly database: DatabaseDemand;
}

export interface DatabaseDemand {
  readonly micros: number;
  readonly statements: number;
  readonly walBytes: number;
  readonly networkBytes: number;
  readonly auditEvents: number;
}

const SECONDS_PER_MINUTE = 60;
/** Events that are counted are written 500 in a statement. */
const EVENTS_PER_STATEMENT = 500;
/** Operations other than tokens that write one event each. */
const EVENTS_PER_MIX = dayMix.login + dayMix.trade + dayMix.csSession + dayMix.change;

/** The requests of a mix that carry a ticket, and so need its record. */
const TICKET_USES = requestsOf({ ...dayMix, login: 0, trade: 0 });

/** Adds up the costs of one second. */
export function demandOf(
  { operations, recordedUse, auditEvent, background }: Costs,
  { mixes, logins, activeTickets }: Requests,
  { hitShare, processes, routing }: Meeting,
): Demand {
  const sums = { processMicros: 0, micros: 0, statements: 0, walBytes: 0, networkBytes: 0 };
  const add = (cost: DatabaseCost, times: number, isHashing = false) => {
    if (!isHashing) sums.processMicros += cost.nodeMicros * times;
    sums.micros += cost.postgresMicros * times;
    sums.statements += cost.statements * times;
    sums.walBytes += cost.walBytes * times;
    sums.networkBytes += (cost.bytesToServer + cost.bytesFromServer) * times;
  };
  for (const operation of dayOperations) {
    const isLogin = operation === 'login';
    const count = isLogin ? logins : mixes * dayMix[operation];
    const { cold, warm } = operations[operation];
    add(warm, count * hitShare, isLogin);
    add(cold, count * (1 - hitShare), isLogin);
  }
  const uses = usesPerSecond(mixes * TICKET_USES, activeTickets, routing === 'any' ? processes : 1);
  add(recordedUse, uses);
  add(background, processes);
  const events = mixes * (EVENTS_PER_MIX - dayMix.login) + logins + uses;
  return {
    processMicros: sums.processMicros,
    loginMicros: operations.login.warm.nodeMicros,
    database: {
      micros: sums.micros + uses * auditEvent.micros,
      statements: sums.statements + uses / EVENTS_PER_STATEMENT,
      walBytes: sums.walBytes + uses * auditEvent.wal,
      networkBytes: sums.networkBytes + uses * auditEvent.table,
      auditEvents: events,
    },
  };
}

/**
 * How often in a second a ticket is used for the first time in its minute at a process. Each such
 * use is recorded in the ticket, and counts as one audit event. Requests of a ticket come at random
 * times, to each of the processes with the same probability.
 */
export function usesPerSecond(requests: number, activeTickets: number, processes: number): number {
  if (activeTickets === 0) return 0;
  const perMinute = (requests * SECONDS_PER_MINUTE) / activeTickets;
  const first = perMinute / (1 + perMinute / processes);
  return (first * activeTickets) / SECONDS_PER_MINUTE;
}
