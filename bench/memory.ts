/**
 * Measures the memory of Ticketoffice under continuous load: after one minute, and whether it
 * grows further.
 *
 *     npm run bench:memory [-- --minutes 10 --write --json results.json]
 */
import { parseArgs } from 'node:util';
import { startOwn, startOwnLogin } from './measuring/contenders.ts';
import { availableLoadTool } from './measuring/load.ts';
import { describeMachine, machineText } from './measuring/machine.ts';
import { number, type Row, table } from './measuring/markdown.ts';
import { publishResults } from './measuring/results-file.ts';
import { type Contender, measure, type Sample } from './measuring/rounds.ts';
import { Scene } from './measuring/scene.ts';
import { productionMain } from './measuring/served-scripts.ts';
import { type Target, targetTable } from './measuring/targets.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    step: { type: 'string', default: '10' },
    logins: { type: 'boolean', default: false },
    json: { type: 'string', default: 'bench/results/memory.json' },
    write: { type: 'boolean', default: false },
  },
});
const stepSeconds = Number(values.step);
const steps = Math.round((Number(values.minutes) * 60) / stepSeconds);
const tool = availableLoadTool();

/** Memory counts as flat if it grew by no more than this since the first minute. */
const FLAT_RATIO_MAX = 1.05;

const machine = describeMachine(tool);
const samples = await Scene.run(watch);
const first = at(60);
const last = at(steps * stepSeconds);
const targets: readonly Target[] = [
  { name: 'after a minute', ...megabytes(150), measured: first },
  { name: `after ${values.minutes} minutes`, ...megabytes(150), measured: last },
  {
    name: 'the last of the first',
    wanted: 'at most',
    limit: FLAT_RATIO_MAX,
    unit: ' ×',
    measured: first && last && last / first,
  },
];
const operation = values.logins ? 'AuthenticateWithAccessToken, each the first' : 'GetAccessToken';
const rows = samples.flatMap((sample, step): Row[] => {
  const seconds = (step + 1) * stepSeconds;
  const told = seconds <= 60 || seconds % 60 === 0;
  const resident = number(sample.residentMb ?? Number.NaN, 0);
  return told ? [[`${seconds} s`, resident, number(sample.requestsPerSecond, 0)]] : [];
});
const text = [
  machineText(machine, `${operation} over 32 connections, ${productionMain()}`),
  table(['under load for', 'MB', 'req/s'], rows),
  targetTable(targets),
].join('\n\n');
await publishResults('memory', text, { machine, samples, targets }, values);

async function watch(scene: Scene): Promise<readonly Sample[]> {
  const options = { name: 'ours', installation: await scene.install() };
  const contender: Contender = values.logins
    ? await startOwnLogin(scene, { ...options, eachFirst: true })
    : await startOwn(scene, options);
  const taken: Sample[] = [];
  for (let step = 0; step < steps; step += 1) {
    taken.push(await measure(contender, { seconds: stepSeconds, connections: 32, tool }));
  }
  return taken;
}

function at(seconds: number): number | null {
  return samples[Math.round(seconds / stepSeconds) - 1]?.residentMb ?? null;
}

function megabytes(limit: number) {
  return { wanted: 'at most', limit, unit: ' MB', digits: 0 } as const;
}
