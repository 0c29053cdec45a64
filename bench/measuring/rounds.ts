/** Loads the contenders in rounds, each in a different order, so that noise affects all of them. */
import { type Cores, loadCores } from './cores.ts';
import { type LoadTool, load } from './load.ts';
import type { MeasuredServer } from './measured-server.ts';
import type { Message } from './messages.ts';

/** A server and its request. */
export interface Contender {
  readonly name: string;
  readonly server: MeasuredServer;
  readonly message: Message;
  /** The tickets for a message with `{ticket}`. */
  readonly tickets?: readonly string[];
  readonly connections?: number;
  /** See `LoadPlan`. */
  readonly isApart?: boolean;
  /** The size of a checked response. The others are compared with it. */
  readonly bytesPerAnswer: number;
  /** The number of cores of its server. */
  readonly cores?: number;
}

export interface Sample {
  readonly requestsPerSecond: number;
  /** User and system time. This and the next two are null when the system has no numbers. */
  readonly processorMicros: number | null;
  /** The share of one core. The rest was used by the load or by others, or was idle. */
  readonly busyShare: number | null;
  readonly residentMb: number | null;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface RoundsOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  readonly tool: LoadTool;
  /** For each contender, before the first round; 0 for none. */
  readonly warmUpSeconds: number;
}

/** The samples of each contender by its name, one for each round. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

/** Responses differ a little in length. An error response differs a lot. */
const ANSWER_BYTES_TOLERANCE = 0.03;

export async function runRounds(
  contenders: readonly Contender[],
  options: RoundsOptions,
): Promise<Samples> {
  const { rounds, warmUpSeconds } = options;
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (const contender of warmUpSeconds > 0 ? contenders : []) {
    await measure(contender, { ...options, seconds: warmUpSeconds });
  }
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`Round ${round + 1} of ${rounds} …\n`);
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      samples.get(contender.name)?.push(await measure(contender, options));
    }
  }
  return samples;
}

/** @throws Error when the responses differ from the checked one. */
export async function measure(
  { name, server, message, tickets = [], isApart = false, bytesPerAnswer, ...own }: Contender,
  { seconds, tool, connections }: Omit<RoundsOptions, 'rounds' | 'warmUpSeconds'>,
): Promise<Sample> {
  const plan = { url: server.url, message, tickets, isApart, seconds };
  const cores: Cores | null = loadCores(own.cores ?? 1);
  const before = server.account();
  const result = await load({ ...plan, connections: own.connections ?? connections }, tool, cores);
  const after = server.account();
  const answerBytes = result.bytes / result.requests;
  if (Math.abs(answerBytes / bytesPerAnswer - 1) > ANSWER_BYTES_TOLERANCE) {
    throw new Error(`${name} answers ${answerBytes} bytes, but ${bytesPerAnswer} were right.`);
  }
  const usedMs = before && after && after.processorMs - before.processorMs;
  return {
    requestsPerSecond: result.requests / result.seconds,
    processorMicros: usedMs && (usedMs * 1000) / result.requests,
    busyShare: usedMs && usedMs / (result.seconds * 1000),
    residentMb: after?.residentMb ?? null,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
  };
}

export function rate({ requestsPerSecond }: Sample): number {
  return requestsPerSecond;
}

export function processorMicros(sample: Sample): number | null {
  return sample.processorMicros;
}
