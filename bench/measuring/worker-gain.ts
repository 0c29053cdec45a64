/** Measures the gain of a second worker on a second core. */
import { startOwn } from './contenders.ts';
import { coreCount } from './cores.ts';
import { median, type Row, spreadText, table } from './markdown.ts';
import {
  processorMicros,
  type RoundsOptions,
  rate,
  runRounds,
  type Sample,
  type Samples,
} from './rounds.ts';
import { Scene } from './scene.ts';
import { ratioOf, spreadOf } from './spread.ts';
import type { Target } from './targets.ts';

const ONE = 'one worker, one core';
const TWO = 'two workers, two cores';

export function measureWorkers(options: RoundsOptions): Promise<Samples> {
  return Scene.run(async (scene) => {
    const [alone, shared] = [await scene.install(), await scene.install()];
    const serveOptions = ['--workers', '2'];
    const contenders = [
      await startOwn(scene, { name: ONE, installation: alone }),
      await startOwn(scene, { name: TWO, installation: shared, serveOptions, cores: 2 }),
    ];
    return runRounds(contenders, options);
  });
}

export function workerTable(samples: Samples): string {
  const one = samples.get(ONE) ?? [];
  const rows = Array.from(samples, ([name, own]): Row => {
    return [
      name,
      median(spreadOf(own.map(rate)), 0),
      spreadText(ratioOf(own, one, rate), 2),
      median(spreadOf(own.map(processorMicros)), 1),
      median(spreadOf(own.map(({ busyShare }) => busyShare)), 2),
    ];
  });
  return table(['workers', 'req/s', 'of one', 'µs per request', 'cores used'], rows);
}

/**
 * If the load has no core of its own, it uses a part of the two. Then the rate with both whole
 * cores is estimated from the rate for each used core.
 */
export function workerTarget(samples: Samples): Target {
  const [one, two] = [samples.get(ONE) ?? [], samples.get(TWO) ?? []];
  const target = { wanted: 'at least', limit: 1.7, unit: ' ×' } as const;
  if (coreCount > 2) {
    return { ...target, name: 'two workers, of one', measured: ratioOf(two, one, rate) };
  }
  const gain = ratioOf(two, one, ratePerCore);
  const name = 'two workers, of one, the load on their cores set aside';
  return { ...target, name, measured: gain && 2 * gain.median };
}

function ratePerCore({ requestsPerSecond, busyShare }: Sample): number | null {
  return busyShare === null ? null : requestsPerSecond / busyShare;
}
