/**
 * Measures servers for tests: how long the first start takes, with all modules, how long the tenth,
 * and how long a reset.
 *
 *     npm run bench:testing [-- --resets 200]
 */
import { parseArgs } from 'node:util';
import { authorization, callRest, currentPrincipal } from '../test/support/rest-calls.ts';

const { values } = parseArgs({
  options: {
    resets: { type: 'string', default: '200' },
  },
});
const resets = Number(values.resets);

const NTH = 10;

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly ms: number; readonly done: T }> {
  const startedAt = performance.now();
  const done = await work();
  return { ms: performance.now() - startedAt, done };
}

const { ms: firstMs, done: server } = await timed(async () => {
  const { startTestServer } = await import('../src/testing/start-test-server.ts');
  return { startTestServer, first: await startTestServer() };
});
const { startTestServer, first } = server;
let nthMs = 0;
for (let count = 2; count <= NTH; count += 1) {
  const { ms, done } = await timed(() => startTestServer());
  nthMs = ms;
  await done.close();
}

/** The time of each reset, and of the first request after it, which loads REST. */
const resetsMs: number[] = [];
const requestsMs: number[] = [];
for (let count = 0; count < resets; count += 1) {
  resetsMs.push((await timed(() => first.reset())).ms);
  const ticket = await first.issueTicket({ user: 'demo' });
  const call = { authorization: authorization.ticket(ticket) };
  requestsMs.push((await timed(() => callRest(first.url, currentPrincipal, call))).ms);
}
await first.close();

const medianOf = (times: readonly number[]) =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
const show = (ms: number) => `${ms.toFixed(1)} ms`;

console.log(`start of the first server, with its modules: ${show(firstMs)}`);
console.log(`start of the ${NTH}th server:                  ${show(nthMs)}`);
console.log(
  `reset, of ${resets}: median ${show(medianOf(resetsMs))}, worst ${show(Math.max(...resetsMs))}`,
);
console.log(`first REST request after a reset: median ${show(medianOf(requestsMs))}`);
