/**
 * Measures how long the demo takes from the start of its process until it prints its URL. Its files
 * are in the page cache. The first start of the package has no compiled code, and later ones have.
 */
import { serverCores } from './cores.ts';
import { MeasuredServer } from './measured-server.ts';
import { productionMain, SOURCES_MAIN } from './served-scripts.ts';
import { type Spread, spreadOf } from './spread.ts';

/** By the script that is started. The last one is what users get. */
export type StartTimes = ReadonlyMap<string, Spread>;

interface Started {
  readonly name: string;
  readonly script: string;
  readonly nodeFlags?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/** As in `npm start`. */
const KEEP_COMPILED = ['--import', './scripts/compile-cache.ts'];

export async function measureStarts(count: number): Promise<StartTimes> {
  const script = productionMain();
  const all: readonly Started[] = [
    { name: 'npm start, compiled before', script: SOURCES_MAIN, nodeFlags: KEEP_COMPILED },
    { name: SOURCES_MAIN, script: SOURCES_MAIN },
    { name: `${script}, first start`, script, environment: { NODE_DISABLE_COMPILE_CACHE: '1' } },
    { name: `${script}, later start`, script },
  ];
  const times = new Map(all.map((started) => [started, [] as number[]]));
  for (const started of all) await readyMsOf(started);
  for (let turn = 0; turn < count; turn += 1) {
    for (const [started, own] of times) own.push(await readyMsOf(started));
  }
  const spreads = Array.from(times, ([{ name }, own]) => [name, spreadOf(own)] as const);
  return new Map(spreads.flatMap(([name, spread]) => (spread ? [[name, spread]] : [])));
}

async function readyMsOf({ script, ...options }: Started): Promise<number> {
  const server = await MeasuredServer.start({
    ...options,
    script: [script, 'demo', '--port', '0'],
    cores: serverCores(1),
  });
  await server.stop();
  return server.readyMs;
}
