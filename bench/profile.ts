/**
 * Where the time of a request goes: the server under `--cpu-prof` during load. The profile itself
 * stays in `bench/results/`, for a viewer.
 *
 *     npm run bench:profile [-- --operation login|cs-session --seconds 5 --top 10]
 */
import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { startOwn, startOwnLogin } from './measuring/contenders.ts';
import { topSelfTimes } from './measuring/cpu-profile.ts';
import { availableLoadTool } from './measuring/load.ts';
import { number, type Row, table } from './measuring/markdown.ts';
import { type Contender, measure, processorMicros } from './measuring/rounds.ts';
import { Scene } from './measuring/scene.ts';

const { values } = parseArgs({
  options: {
    operation: { type: 'string', default: 'get-access-token' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    top: { type: 'string', default: '10' },
  },
});

const results = join(import.meta.dirname, 'results');
await mkdir(results, { recursive: true });
const directory = await mkdtemp(join(results, 'profile-'));
const { sample, readyMs } = await Scene.run(async (scene) => {
  const contender = await start(scene);
  const sample = await measure(contender, {
    seconds: Number(values.seconds),
    connections: Number(values.connections),
    tool: availableLoadTool(),
  });
  return { sample, readyMs: contender.server.readyMs };
});
const [file = ''] = await readdir(directory);
const profile = JSON.parse(await readFile(join(directory, file), 'utf8'));
const rows = topSelfTimes(profile, readyMs, Number(values.top)).map(
  ({ where, selfMs, share }): Row => [where, number(selfMs, 0), `${number(share * 100, 1)} %`],
);
console.log(table(['self time', 'ms', 'of all'], rows));
console.log(`${number(processorMicros(sample) ?? Number.NaN, 1)} µs per request, being profiled`);
console.log(relative(process.cwd(), join(directory, file)));

async function start(scene: Scene): Promise<Contender> {
  const installation = await scene.install();
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${directory}`];
  const options = { name: values.operation, installation, nodeFlags };
  if (values.operation === 'login') return startOwnLogin(scene, options);
  return startOwn(scene, { ...options, includeCsSession: values.operation === 'cs-session' });
}
