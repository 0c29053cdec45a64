/** How long the demo takes from its process's start to the line that says where it serves. */
import { serverCores } from './cores.ts';
import { MeasuredServer } from './measured-server.ts';
import { productionMain, SOURCES_MAIN } from './served-scripts.ts';
import { type Spread, spreadOf } from './spread.ts';

/** By what Node runs. */
export type StartTimes = ReadonlyMap<string, Spread>;

export async function measureStarts(count: number): Promise<StartTimes> {
  const scripts = new Set([SOURCES_MAIN, productionMain()]);
  const times = new Map<string, number[]>(Array.from(scripts, (script) => [script, []]));
  for (let turn = 0; turn < count; turn += 1) {
    for (const [script, own] of times) {
      const server = await MeasuredServer.start({
        script: [script, 'demo', '--port', '0'],
        cores: serverCores(1),
      });
      own.push(server.readyMs);
      await server.stop();
    }
  }
  const spreads = Array.from(times, ([script, own]) => [script, spreadOf(own)] as const);
  return new Map(spreads.flatMap(([script, spread]) => (spread ? [[script, spread]] : [])));
}
