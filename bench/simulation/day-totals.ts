/** Adds up what happened in each second of a simulated day. */
import type { DatabaseDemand } from './demand.ts';

/** What happened in one second. */
export interface SecondOfDay {
  readonly requests: number;
  readonly tokens: number;
  /** Requests that failed with their node, and were sent again to another one. */
  readonly sentAgain: number;
  readonly newTickets: number;
  /** Of the busiest node: the share of its processor time, and how long requests wait. */
  readonly busy: number;
  readonly delaySeconds: number;
  readonly loginDelaySeconds: number;
  readonly refusedLogins: number;
  /** Of all requests, the share whose records were cached. */
  readonly hitShare: number;
  readonly database: DatabaseDemand;
  readonly databaseBusy: number;
  readonly databaseDelaySeconds: number;
}

export interface DayReport {
  readonly requests: number;
  readonly tokens: number;
  readonly sentAgain: number;
  readonly refusedLogins: number;
  readonly requestsPerSecondMax: number;
  /** Of the busiest node. */
  readonly busyMax: number;
  readonly busyMean: number;
  readonly delaySecondsMax: number;
  /** In how many seconds of the day a request waited longer than 100 ms at some node. */
  readonly delayedSeconds: number;
  readonly loginDelaySecondsMax: number;
  /** Over all requests. */
  readonly hitShareMean: number;
  readonly databaseBusyMax: number;
  readonly databaseBusyMean: number;
  readonly databaseDelaySecondsMax: number;
  readonly statementsPerSecondMax: number;
  readonly walBytesPerSecondMax: number;
  readonly walBytes: number;
  readonly networkBytesPerSecondMax: number;
  readonly auditEvents: number;
  /** The most tickets in the database at a time. */
  readonly ticketsMax: number;
}

/** Longer than this, a request counts as delayed. */
const DELAYED_SECONDS = 0.1;
/** The default of ticketLifetimeSeconds. Tickets that are used live longer, others end then. */
const TICKET_SECONDS = 21_600;

export function totalsOf(seconds: readonly SecondOfDay[]): DayReport {
  const sum = (pick: (second: SecondOfDay) => number) =>
    seconds.reduce((total, second) => total + pick(second), 0);
  const max = (pick: (second: SecondOfDay) => number) =>
    seconds.reduce((most, second) => Math.max(most, pick(second)), 0);
  const requests = sum((second) => second.requests);
  return {
    requests,
    tokens: sum(({ tokens }) => tokens),
    sentAgain: sum(({ sentAgain }) => sentAgain),
    refusedLogins: sum(({ refusedLogins }) => refusedLogins),
    requestsPerSecondMax: max((second) => second.requests),
    busyMax: max(({ busy }) => busy),
    busyMean: sum(({ busy }) => busy) / seconds.length,
    delaySecondsMax: max(({ delaySeconds }) => delaySeconds),
    delayedSeconds: sum(({ delaySeconds }) => (delaySeconds > DELAYED_SECONDS ? 1 : 0)),
    loginDelaySecondsMax: max(({ loginDelaySeconds }) => loginDelaySeconds),
    hitShareMean: sum((second) => second.hitShare * second.requests) / requests,
    databaseBusyMax: max(({ databaseBusy }) => databaseBusy),
    databaseBusyMean: sum(({ databaseBusy }) => databaseBusy) / seconds.length,
    databaseDelaySecondsMax: max(({ databaseDelaySeconds }) => databaseDelaySeconds),
    statementsPerSecondMax: max(({ database }) => database.statements),
    walBytesPerSecondMax: max(({ database }) => database.walBytes),
    walBytes: sum(({ database }) => database.walBytes),
    networkBytesPerSecondMax: max(({ database }) => database.networkBytes),
    auditEvents: sum(({ database }) => database.auditEvents),
    ticketsMax: mostWithin(seconds, TICKET_SECONDS),
  };
}

/** The most new tickets within that many seconds. */
function mostWithin(seconds: readonly SecondOfDay[], window: number): number {
  let [within, most] = [0, 0];
  for (const [index, { newTickets }] of seconds.entries()) {
    within += newTickets - (seconds[index - window]?.newTickets ?? 0);
    most = Math.max(most, within);
  }
  return most;
}
