/** The table of simulated days: one column for each plan. */
import { number, type Row, table } from '../measuring/markdown.ts';
import type { Costs } from './costs.ts';
import type { DayReport } from './day-totals.ts';
import type { Plan } from './plan.ts';

export interface SimulatedDay {
  readonly name: string;
  readonly plan: Plan;
  readonly report: DayReport;
}

const [MEGA, GIGA, TERA] = [1e6, 1e9, 1e12];
const BITS = 8;
/** The default of databaseConnectionsMax, and the connection that listens. */
const CONNECTIONS_OF_PROCESS = 11;
/** The default of auditRetentionDays. */
const RETENTION_DAYS = 400;

export function dayTable(days: readonly SimulatedDay[], costs: Costs): string {
  const row = (name: string, show: (day: SimulatedDay) => string): Row => [name, ...days.map(show)];
  const of = (name: string, pick: (report: DayReport) => number, digits = 0, unit = '') =>
    row(name, ({ report }) => number(pick(report), digits) + unit);
  const percent = (name: string, pick: (report: DayReport) => number) =>
    of(name, (report) => pick(report) * 100, 0, ' %');
  const eventBytes = costs.auditEvent.table + costs.auditEvent.indexes;
  return table(
    ['a day', ...days.map(({ name }) => name)],
    [
      row('nodes × processes', ({ plan }) => `${plan.nodes} × ${plan.processesPerNode}`),
      row('requests of a client go to', ({ plan }) =>
        plan.routing === 'any' ? 'any process' : 'one process',
      ),
      row('cachedTicketsMax', ({ plan }) => number(plan.cachedTicketsMax, 0)),
      row(
        'failures, logins in a storm',
        ({ plan: { failures, storm } }) => `${failures}, ${number(storm?.logins ?? 0, 0)}`,
      ),
      of('requests, million', ({ requests }) => requests / MEGA),
      of('requests a second, most', ({ requestsPerSecondMax }) => requestsPerSecondMax),
      percent('records found in caches', ({ hitShareMean }) => hitShareMean),
      percent('busiest node, mean', ({ busyMean }) => busyMean),
      percent('busiest node, most', ({ busyMax }) => busyMax),
      of('wait of a request, most, s', ({ delaySecondsMax }) => delaySecondsMax, 1),
      of('seconds with waits over 0.1 s', ({ delayedSeconds }) => delayedSeconds),
      of('wait of a login, most, s', ({ loginDelaySecondsMax }) => loginDelaySecondsMax, 1),
      of('logins told to try again', ({ refusedLogins }) => refusedLogins),
      of('requests sent again', ({ sentAgain }) => sentAgain),
      row('cores of PostgreSQL', ({ plan }) => number(plan.databaseCores, 0)),
      percent('PostgreSQL, mean', ({ databaseBusyMean }) => databaseBusyMean),
      percent('PostgreSQL, most', ({ databaseBusyMax }) => databaseBusyMax),
      of('its wait, most, s', ({ databaseDelaySecondsMax }) => databaseDelaySecondsMax, 1),
      of('statements a second, most', ({ statementsPerSecondMax }) => statementsPerSecondMax),
      of('WAL MB/s, most', ({ walBytesPerSecondMax }) => walBytesPerSecondMax / MEGA, 1),
      of('WAL GB a day', ({ walBytes }) => walBytes / GIGA),
      of(
        'network Mbit/s, most',
        ({ networkBytesPerSecondMax }) => (networkBytesPerSecondMax * BITS) / MEGA,
      ),
      row('connections, at most', ({ plan }) =>
        number(plan.nodes * plan.processesPerNode * CONNECTIONS_OF_PROCESS, 0),
      ),
      of('tickets at a time, million', ({ ticketsMax }) => ticketsMax / MEGA, 1),
      of('tickets, GB', ({ ticketsMax }) => (ticketsMax * ticketBytes(costs)) / GIGA, 1),
      of('audit events, million', ({ auditEvents }) => auditEvents / MEGA),
      of('audit trail, GB a day', ({ auditEvents }) => (auditEvents * eventBytes) / GIGA),
      of(
        `audit trail of ${RETENTION_DAYS} days, TB`,
        ({ auditEvents }) => (auditEvents * eventBytes * RETENTION_DAYS) / TERA,
        1,
      ),
    ],
  );
}

/** Nearly all tickets are of trades. */
function ticketBytes({ tradedTicket }: Costs): number {
  return tradedTicket.table + tradedTicket.indexes;
}
