/**
 * Measures how long the demo takes from the start of its process until it prints its URL. Its files
 * are in the page cache. Node's compile cache is only used where stated.
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
  readonly nodeFlags: readonly string[];
}

/** As in `npm start`. */
const KEEP_COMPILED = ['--import', './scripts/compile-cache.ts'];

export async function measureStarts(count: number): Promise<StartTimes> {
  const kept = {
    name: 'npm start, compiled before',
    script: SOURCES_MAIN,
    nodeFlags: KEEP_COMPILED,
  };
  const scripts = [...new Set([SOURCES_MAIN, productionMain()])];
  const plain = scripts.map((script) => ({ name: script, script, nodeFlags: [] }));
  const times = new Map([kept, ...plain].map((started) => [started, [] as number[]]));
  await readyMsOf(kept);
  for (let turn = 0; turn < count; turn += 1) {
    for (const [started, own] of times) own.push(await readyMsOf(started));
  }
  const spreads = Array.from(times, ([{ name }, own]) => [name, spreadOf(own)] as const);
  return new Map(spreads.flatMap(([name, spread]) => (spread ? [[name, spread]] : [])));
}

async function readyMsOf({ script, nodeFlags }: Started): Promise<number> {
  const server = await MeasuredServer.start({
    script: [script, 'demo', '--port', '0'],
    nodeFlags,
    cores: serverCores(1),
  });
  await server.stop();
  return server.readyMs;
}
