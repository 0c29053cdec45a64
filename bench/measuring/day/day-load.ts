/**
 * Sends a mix of operations over some connections: `node day-load.ts plan.json` prints the counts
 * and latencies as JSON.
 */
import { readFile } from 'node:fs/promises';
import { randomChances } from '../../../src/testing/random-chances.ts';
import { type DayOperation, type DayWeights, dayOperations } from './day-operations.ts';
import type { DayPopulation } from './day-population.ts';
import { DayRequests, shuffledMix } from './day-requests.ts';
import { PlainConnection } from './plain-connection.ts';

export interface DayPlan {
  readonly url: string;
  readonly population: DayPopulation;
  readonly weights: DayWeights;
  readonly connections: number;
  readonly seconds: number;
  readonly seed: number;
  /** The `User-Agent` of trades. */
  readonly clientName?: string;
}

export interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export interface DayCounts {
  readonly seconds: number;
  readonly requests: number;
  readonly latencies: Readonly<Partial<Record<DayOperation, Latencies>>>;
}

const [, , planFile = ''] = process.argv;
const plan: DayPlan = JSON.parse(await readFile(planFile, 'utf8'));
process.stdout.write(`${JSON.stringify(await run(plan))}\n`);

async function run({ url, population, weights, connections, ...rest }: DayPlan) {
  const requests = new DayRequests(population, rest.clientName);
  const random = randomChances(rest.seed);
  const timesMs = new Map<DayOperation, number[]>(dayOperations.map((name) => [name, []]));
  let deck: DayOperation[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + rest.seconds * 1000;
  const client = async () => {
    const connection = await PlainConnection.open(url);
    while (performance.now() < endsAt) {
      if (deck.length === 0) deck = shuffledMix(weights, random);
      const operation = deck.pop();
      if (!operation) throw new Error('The mix has no operation.');
      const message = requests.next(operation);
      const sentAt = performance.now();
      const { status, body } = await connection.ask(message);
      timesMs.get(operation)?.push(performance.now() - sentAt);
      requests.note(operation, status, body);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, client));
  const latencies = Object.fromEntries(
    Array.from(timesMs).flatMap(([name, own]) => (own.length ? [[name, latenciesOf(own)]] : [])),
  );
  const counted = Array.from(timesMs.values(), ({ length }) => length);
  const total = counted.reduce((sum, count) => sum + count, 0);
  return { seconds: (performance.now() - startedAt) / 1000, requests: total, latencies };
}

function latenciesOf(timesMs: readonly number[]): Latencies {
  const sorted = Float64Array.from(timesMs).sort();
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
