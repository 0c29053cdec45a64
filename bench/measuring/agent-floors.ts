/** Compares operations of the User agent with their SQL statements alone, in turns. */
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { databaseFileOf } from '../../src/storage/database-place.ts';
import type { FloorPlan, FloorSample } from '../sql-floor.ts';
import { type AgentRequest, askOnce } from './agent-requests.ts';
import { pinned, serverCores } from './cores.ts';
import type { MeasuredServer } from './measured-server.ts';
import type { ExecutedStatement } from './recorded-statements.ts';
import { type Contender, measure, type RoundsOptions, type Sample } from './rounds.ts';
import { ratioOf, type Spread } from './spread.ts';
import type { Target } from './targets.ts';

export interface RecordedRequest {
  readonly request: AgentRequest;
  /** The statements of several requests, with the begin and the end of transactions. */
  readonly recordings: readonly (readonly ExecutedStatement[])[];
}

/** The samples of one operation, one for each round. */
export interface AgentSamples {
  readonly name: string;
  readonly own: readonly Sample[];
  readonly floor: readonly FloorSample[];
}

const FLOOR = join(import.meta.dirname, '../sql-floor.ts');
const SHARE_LIMIT = 0.5;
/** The operations with a target, and what keeps them from it. */
const leads: Readonly<Record<string, string | null>> = {
  'GetUserInfoList of 500':
    'The answer has 400 kB. Its text takes as long as the statements, and the rows and the 500 ids ' +
    'of the request take the rest. Next: rows that are read without an object for each.',
  GetRoleEntity:
    'Two statements take less time than bare node:http needs for the answer of 18 kB. Next: keep ' +
    'the text of a matrix until the role changes, which saves time but also the statements.',
  'SaveUser, nothing changes': null,
  'SaveUser, a field changes': null,
};
const run = promisify(execFile);

/** @param directory the data directory of the server. The floors use the same database. */
export async function measureAgent(
  server: MeasuredServer,
  directory: string,
  recorded: readonly RecordedRequest[],
  { rounds, warmUpSeconds, ...options }: RoundsOptions,
): Promise<readonly AgentSamples[]> {
  const planFile = join(directory, 'sql-floor.json');
  const samples = [];
  for (const { request, recordings } of recorded) {
    const contender = await contenderFor(server, request);
    const plan: FloorPlan = { file: databaseFileOf(directory), requests: recordings };
    await measure(contender, { ...options, seconds: warmUpSeconds });
    const [own, floor]: [Sample[], FloorSample[]] = [[], []];
    await writeFile(planFile, JSON.stringify(plan));
    process.stderr.write(`${request.name}: ${rounds} rounds …\n`);
    for (let round = 0; round < rounds; round += 1) {
      floor.push(await measureFloor(planFile, options.seconds));
      own.push(await measure(contender, options));
    }
    samples.push({ name: request.name, own, floor });
  }
  await rm(planFile);
  return samples;
}

async function contenderFor(server: MeasuredServer, request: AgentRequest): Promise<Contender> {
  const { bytes: bytesPerAnswer } = await askOnce(server.url, request);
  const { name, message, texts: tickets } = request;
  return { name, server, message, tickets, bytesPerAnswer };
}

async function measureFloor(planFile: string, seconds: number): Promise<FloorSample> {
  const flags = ['--disable-warning=ExperimentalWarning', FLOOR, planFile, `${seconds}`];
  const [name = '', ...args] = pinned(serverCores(1), [process.execPath, ...flags]);
  return JSON.parse((await run(name, args)).stdout) as FloorSample;
}

/** The processor time of the statements, as a share of that of the request. */
export function processorShare({ own, floor }: AgentSamples): Spread | null {
  const micros = (sample: FloorSample | Sample) => sample.processorMicros;
  return ratioOf<FloorSample | Sample>(floor, own, micros);
}

/** The rate of the request, as a share of that of the statements. */
export function rateShare({ own, floor }: AgentSamples): Spread | null {
  const perSecond = (sample: FloorSample | Sample) => sample.requestsPerSecond;
  return ratioOf<FloorSample | Sample>(own, floor, perSecond);
}

export function agentTargets(samples: readonly AgentSamples[]): readonly Target[] {
  return samples.flatMap((each) => {
    const lead = leads[each.name];
    if (lead === undefined) return [];
    return {
      name: `processor time of the statements of ${each.name}, of the whole`,
      wanted: 'at least',
      limit: SHARE_LIMIT,
      unit: ' ×',
      measured: processorShare(each),
      ...(lead !== null && { lead }),
    };
  });
}
