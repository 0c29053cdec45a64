/**
 * Runs the load of a plan with autocannon: `node autocannon-load.ts plan.json` prints the result.
 */
import { readFile } from 'node:fs/promises';
import autocannon from 'autocannon';
import type { LoadPlan, LoadResult } from './load.ts';

const TICKETS_MAX = 10_000;

const [, , planFile = ''] = process.argv;
const plan: LoadPlan = JSON.parse(await readFile(planFile, 'utf8'));
const { headers, body } = plan.message;
const bodies = body.includes('{ticket}')
  ? plan.tickets.slice(0, TICKETS_MAX).map((ticket) => body.replace('{ticket}', ticket))
  : [body];
const result = await autocannon({
  url: new URL(plan.message.path, plan.url).href,
  connections: plan.connections,
  duration: plan.seconds,
  ...(plan.requestsPerSecond !== undefined && { overallRate: plan.requestsPerSecond }),
  method: 'POST',
  headers: { ...headers },
  requests: bodies.map((each) => ({ body: each })),
});
const { requests, throughput, latency, duration, errors, timeouts, non2xx } = result;
const counts: LoadResult = {
  requests: requests.total,
  seconds: duration,
  bytes: throughput.total,
  failures: { connections: errors - timeouts, statuses: non2xx, timeouts },
  p50Ms: latency.p50,
  p99Ms: latency.p99,
};
process.stdout.write(`${JSON.stringify(counts)}\n`);
