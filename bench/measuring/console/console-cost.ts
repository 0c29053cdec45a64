/** Measures what the console costs a GetAccessToken while nobody looks at it. */
import { startOwn } from '../contenders.ts';
import { median, type Row, spreadText, table } from '../markdown.ts';
import {
  type Contender,
  processorMicros,
  type RoundsOptions,
  rate,
  runRounds,
  type Sample,
  type Samples,
} from '../rounds.ts';
import { Scene } from '../scene.ts';
import { ratioOf, spreadOf } from '../spread.ts';
import type { Target } from '../targets.ts';

/** Their names in tables and results, and the options of `serve`. */
const CONTENDERS: Readonly<Record<string, readonly string[]>> = {
  'console off': [],
  'console on': ['--console-port', '0'],
};
const OFF = 'console off';
const ON = 'console on';
const COST_RATIO_MAX = 1.02;

/** Two processes of the same code differ by several per cent. So many pairs are measured. */
export const ROUNDS_OF_A_PAIR = 4;

export async function measureConsoleCost({ rounds, ...options }: RoundsOptions): Promise<Samples> {
  const all = new Map<string, Sample[]>(Object.keys(CONTENDERS).map((name) => [name, []]));
  for (let left = rounds; left > 0; left -= ROUNDS_OF_A_PAIR) {
    const ofPair = await measurePair({ ...options, rounds: Math.min(left, ROUNDS_OF_A_PAIR) });
    for (const [name, samples] of ofPair) all.get(name)?.push(...samples);
  }
  return all;
}

/** The servers take turns, and each round begins with another one. */
function measurePair(options: RoundsOptions): Promise<Samples> {
  return Scene.run(async (scene) => {
    const contenders: Contender[] = [];
    for (const [name, serveOptions] of Object.entries(CONTENDERS)) {
      const installation = await scene.install();
      contenders.push(await startOwn(scene, { name, installation, serveOptions }));
    }
    return runRounds(contenders, options);
  });
}

export function consoleCostTable(samples: Samples): string {
  const off = samples.get(OFF) ?? [];
  const rows = Array.from(samples, ([name, own]): Row => {
    const all = (pick: (sample: Sample) => number | null) => spreadOf(own.map(pick));
    return [
      name,
      median(all(rate), 0),
      median(all(processorMicros), 2),
      spreadText(ratioOf(own, off, processorMicros), 3),
      median(
        all(({ residentMb }) => residentMb),
        0,
      ),
    ];
  });
  return table(['GetAccessToken', 'req/s', 'µs per request', 'of console off', 'MB'], rows);
}

export function consoleCostTarget(samples: Samples): Target {
  const [on, off] = [samples.get(ON) ?? [], samples.get(OFF) ?? []];
  return {
    name: 'processor time with the console on and nobody looking, of console off',
    wanted: 'at most',
    limit: COST_RATIO_MAX,
    unit: ' ×',
    digits: 3,
    measured: ratioOf(on, off, processorMicros),
  };
}
