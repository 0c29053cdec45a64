/** Measures the day: the mix by all contenders in turns, then each operation by itself. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadCores, pinned } from '../cores.ts';
import { Scene } from '../scene.ts';
import { type DayContender, dayContenderNames, startDayContenders } from './day-contenders.ts';
import type { DayCounts, DayPlan } from './day-load.ts';
import { type DayOperation, type DayWeights, dayOperations, requestsOf } from './day-operations.ts';
import type { PopulationSize } from './day-population.ts';

export interface DayOptions extends PopulationSize {
  readonly rounds: number;
  readonly seconds: number;
  /** For each operation by itself. */
  readonly aloneSeconds: number;
  readonly connections: number;
  readonly seed: number;
}

export interface DaySample extends DayCounts {
  /** User and system time of the server for one request; null when the system has no numbers. */
  readonly processorMicros: number | null;
  readonly residentMb: number | null;
}

export interface DayResults {
  /** By contender, one sample for each round. */
  readonly mixes: Readonly<Record<string, readonly DaySample[]>>;
  /** By contender, what it was asked. */
  readonly weights: Readonly<Record<string, DayWeights>>;
  /** By contender. */
  readonly alone: Readonly<Record<string, AloneMicros>>;
}

/** Processor time of one request, in µs. */
type AloneMicros = Readonly<Partial<Record<DayOperation, number | null>>>;

const LOAD_SCRIPT = join(import.meta.dirname, 'day-load.ts');
const ANSWERS_BYTES_MAX = 1 << 20;
/** So long that the server remembers no trade, so that each trade of a token is the first. */
const FORGOTTEN_CLIENT = 'bench'.repeat(50);
const run = promisify(execFile);

export function measureDay(options: DayOptions): Promise<DayResults> {
  return Scene.run(async (scene) => {
    const contenders = await startDayContenders(scene, options);
    const mixes = new Map<string, DaySample[]>(contenders.map(({ name }) => [name, []]));
    for (const contender of contenders) await sample(contender, contender.weights, options);
    for (let round = 0; round < options.rounds; round += 1) {
      process.stderr.write(`Round ${round + 1} of ${options.rounds} …\n`);
      const first = round % contenders.length;
      for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
        mixes.get(contender.name)?.push(await sample(contender, contender.weights, options));
      }
    }
    process.stderr.write('Each operation by itself …\n');
    const alone: Record<string, AloneMicros> = {};
    for (const contender of contenders) {
      if (contender.name === dayContenderNames.ownShared) continue;
      alone[contender.name] = await sampleEachAlone(contender, options);
    }
    const weights = Object.fromEntries(contenders.map((each) => [each.name, each.weights]));
    return { mixes: Object.fromEntries(mixes), weights, alone };
  });
}

async function sampleEachAlone(contender: DayContender, options: DayOptions): Promise<AloneMicros> {
  const micros: Partial<Record<DayOperation, number | null>> = {};
  for (const operation of dayOperations) {
    if ((contender.weights[operation] ?? 0) === 0) continue;
    const seconds = options.aloneSeconds;
    const own = { ...options, seconds, clientName: FORGOTTEN_CLIENT };
    micros[operation] = (await sample(contender, { [operation]: 1 }, own)).processorMicros;
  }
  return micros;
}

async function sample(
  { server, population }: DayContender,
  weights: DayWeights,
  options: Pick<DayPlan, 'seconds' | 'connections' | 'seed' | 'clientName'>,
): Promise<DaySample> {
  const { seconds, connections, seed, clientName } = options;
  const plan: DayPlan = {
    ...{ url: server.url, population, weights, seconds, connections, seed },
    ...(clientName !== undefined && { clientName }),
  };
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-day-'));
  try {
    const file = join(directory, 'plan.json');
    await writeFile(file, JSON.stringify(plan));
    const flags = ['--disable-warning=ExperimentalWarning', LOAD_SCRIPT, file];
    const [command = '', ...args] = pinned(loadCores(1), [process.execPath, ...flags]);
    const before = server.account();
    const { stdout } = await run(command, args, { maxBuffer: ANSWERS_BYTES_MAX });
    const after = server.account();
    const counts: DayCounts = JSON.parse(stdout);
    const usedMs = before && after && after.processorMs - before.processorMs;
    const processorMicros = usedMs && (usedMs * 1000) / counts.requests;
    return { ...counts, processorMicros, residentMb: after?.residentMb ?? null };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Processor time of one mix, in ms. */
export function mixProcessorMs(weights: DayWeights, { processorMicros }: DaySample): number | null {
  return processorMicros && (processorMicros * requestsOf(weights)) / 1000;
}
