/**
 * Sends the head and the body of each request apart, as many toolkits do:
 * `node apart-load.ts plan.json` prints the result. The body follows a turn of the event loop after
 * the heads of all connections, so that a server that is not busy reads two chunks.
 */
import { readFile } from 'node:fs/promises';
import { PlainConnection } from './day/plain-connection.ts';
import type { LoadPlan, LoadResult } from './load.ts';

const [, , planFile = ''] = process.argv;
const plan: LoadPlan = JSON.parse(await readFile(planFile, 'utf8'));
process.stdout.write(`${JSON.stringify(await run(plan))}\n`);

async function run({ url, message, connections, seconds }: LoadPlan): Promise<LoadResult> {
  const timesMs: number[] = [];
  let [bytes, refused] = [0, 0];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const client = async () => {
    const connection = await PlainConnection.open(url);
    for (let sentAt = performance.now(); sentAt < endsAt; sentAt = performance.now()) {
      const answer = await connection.ask(message, 'apart');
      timesMs.push(performance.now() - sentAt);
      bytes += answer.bytes;
      if (answer.status !== 200) refused += 1;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, client));
  const sorted = Float64Array.from(timesMs).sort();
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return {
    requests: sorted.length,
    seconds: (performance.now() - startedAt) / 1000,
    bytes,
    failures: { connections: 0, statuses: refused, timeouts: 0 },
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}
