/**
 * Finds where the time of a request goes: runs the server with `--cpu-prof` under load. It runs
 * from the sources, so that positions are those of the code. A viewer can open the profile, which
 * is kept in `bench/results/`.
 *
 *     npm run bench:profile [-- --operation login|first-login|cs-session --seconds 5 --write]
 */
import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { startOwn, startOwnLogin } from './measuring/contenders.ts';
import { topSelfTimes } from './measuring/cpu-profile.ts';
import { availableLoadTool } from './measuring/load.ts';
import { describeMachine, machineText } from './measuring/machine.ts';
import { number, type Row, table } from './measuring/markdown.ts';
import { writeResults } from './measuring/results-file.ts';
import { type Contender, measure, processorMicros } from './measuring/rounds.ts';
import { Scene } from './measuring/scene.ts';
import { SOURCES_MAIN } from './measuring/served-scripts.ts';

const { values } = parseArgs({
  options: {
    operation: { type: 'string', default: 'get-access-token' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    top: { type: 'string', default: '10' },
    write: { type: 'boolean', default: false },
  },
});

const tool = availableLoadTool();
const machine = describeMachine(tool);
const results = join(import.meta.dirname, 'results');
await mkdir(results, { recursive: true });
const directory = await mkdtemp(join(results, 'profile-'));
const { sample, readyMs } = await Scene.run(async (scene) => {
  const contender = await start(scene);
  const sample = await measure(contender, {
    seconds: Number(values.seconds),
    connections: Number(values.connections),
    tool,
  });
  return { sample, readyMs: contender.server.readyMs };
});
const [file = ''] = await readdir(directory);
const profile = JSON.parse(await readFile(join(directory, file), 'utf8'));
const rows = topSelfTimes(profile, readyMs, Number(values.top)).map(
  ({ where, selfMs, share }): Row => [where, number(selfMs, 0), `${number(share * 100, 1)} %`],
);
const micros = number(processorMicros(sample) ?? Number.NaN, 1);
const what = `${values.operation}, ${SOURCES_MAIN}, ${micros} µs per request while it is profiled`;
const text = [machineText(machine, what), table(['self time', 'ms', 'of all'], rows)].join('\n\n');
console.log(text);
if (values.write) await writeResults('profile', text);
console.log(relative(process.cwd(), join(directory, file)));

async function start(scene: Scene): Promise<Contender> {
  const installation = await scene.install();
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${directory}`];
  const options = { name: values.operation, installation, nodeFlags, main: SOURCES_MAIN };
  if (values.operation === 'login') return startOwnLogin(scene, options);
  if (values.operation === 'first-login')
    return startOwnLogin(scene, { ...options, eachFirst: true });
  return startOwn(scene, { ...options, includeCsSession: values.operation === 'cs-session' });
}
