/**
 * The floor of an operation: executes its recorded statements on the same database, and does
 * nothing else. Prints a `FloorSample`. `node bench/sql-floor.ts <plan file> <seconds>`
 */
import { readFileSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { openDatabase } from '../src/storage/sqlite/database.ts';
import type { ExecutedStatement } from './measuring/recorded-statements.ts';

export interface FloorPlan {
  /** The database file. It is opened with the settings of production. */
  readonly file: string;
  /** The statements of each request, in turn. */
  readonly requests: readonly (readonly ExecutedStatement[])[];
}

export interface FloorSample {
  readonly requestsPerSecond: number;
  /** User and system time of one request. */
  readonly processorMicros: number;
}

const WARM_UP_MS = 500;
const LOCK_WAIT_MS = 5_000;

const [, , planFile = '', seconds = '1'] = process.argv;
const plan = JSON.parse(readFileSync(planFile, 'utf8')) as FloorPlan;
const database = await openDatabase(plan.file);
// The servers that are compared write to the file now and then, while nobody asks them.
database.exec(`pragma busy_timeout = ${LOCK_WAIT_MS}`);
const requests = prepareAll(database, plan);
executeFor(requests, WARM_UP_MS);
console.log(JSON.stringify(measure(requests, Number(seconds) * 1000)));
database.close();

/** Each request is a function that executes all its statements. */
function prepareAll(database: DatabaseSync, { requests }: FloorPlan): readonly (() => void)[] {
  const prepared = new Map<string, (values: readonly SQLInputValue[]) => unknown>();
  const prepare = (sql: string) => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    const hasRows = statement.columns().length > 0;
    const execute = (values: readonly SQLInputValue[]) =>
      hasRows ? statement.all(...values) : statement.run(...values);
    prepared.set(sql, execute);
    return execute;
  };
  return requests.map((statements) => {
    const steps = statements.map(({ sql, parameters }) => {
      const execute = prepared.get(sql) ?? prepare(sql);
      return () => execute(parameters);
    });
    return () => {
      for (const step of steps) step();
    };
  });
}

function measure(requests: readonly (() => void)[], forMs: number): FloorSample {
  const before = process.cpuUsage();
  const { count, tookMs } = executeFor(requests, forMs);
  const { user, system } = process.cpuUsage(before);
  return { requestsPerSecond: (count * 1000) / tookMs, processorMicros: (user + system) / count };
}

function executeFor(requests: readonly (() => void)[], forMs: number) {
  const startedAt = performance.now();
  let count = 0;
  for (let tookMs = 0; ; tookMs = performance.now() - startedAt) {
    if (tookMs >= forMs) return { count, tookMs };
    for (const request of requests) request();
    count += requests.length;
  }
}
