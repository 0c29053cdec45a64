/** Compares Ticketoffice with the floor and node-soap: rate, processor time, latency and memory. */
import {
  contenderNames as names,
  startFloor,
  startNodeSoap,
  startOwn,
  startOwnLogin,
} from './contenders.ts';
import { median, number, type Row, spreadText, table } from './markdown.ts';
import {
  type Contender,
  processorMicros,
  type RoundsOptions,
  rate,
  runRounds,
  type Sample,
  type Samples,
} from './rounds.ts';
import { Scene } from './scene.ts';
import { productionMain, SOURCES_MAIN } from './served-scripts.ts';
import { ratioOf, type Spread, spreadOf } from './spread.ts';
import type { Target } from './targets.ts';

export function compareServers(options: RoundsOptions): Promise<Samples> {
  return Scene.run(async (scene) => runRounds(await startAll(scene), options));
}

/** Servers that write have their own databases, so that nobody waits for their locks. */
async function startAll(scene: Scene): Promise<readonly Contender[]> {
  const installation = await scene.install();
  const own = await startOwn(scene, { name: names.own, installation });
  const contenders: Contender[] = [
    await startFloor(scene, own.reply),
    await startNodeSoap(scene, installation),
    own,
  ];
  if (productionMain() !== SOURCES_MAIN) {
    const options = { name: names.ownSources, installation: await scene.install() };
    contenders.push(await startOwn(scene, { ...options, main: SOURCES_MAIN }));
  }
  const [forLogins, forCsSessions] = [await scene.install(), await scene.install()];
  const forFirstLogins = { name: names.ownFirstLogin, installation: await scene.install() };
  return [
    ...contenders,
    await startOwnLogin(scene, { name: names.ownLogin, installation: forLogins }),
    await startOwnLogin(scene, { ...forFirstLogins, eachFirst: true }),
    await startOwn(scene, {
      name: names.ownCsSession,
      installation: forCsSessions,
      includeCsSession: true,
    }),
  ];
}

export function comparisonTable(samples: Samples): string {
  const floor = samples.get(names.floor) ?? [];
  const head = [
    '32 connections, one core',
    'req/s',
    'of the floor',
    'µs per request',
    'of the floor',
    'core used',
    'p50 ms',
    'p99 ms',
    'MB',
  ];
  const rows = Array.from(samples, ([name, own]): Row => {
    const all = (pick: (sample: Sample) => number | null) => spreadOf(own.map(pick));
    return [
      name,
      median(all(rate), 0),
      spreadText(ratioOf(own, floor, rate), 2),
      median(all(processorMicros), 1),
      spreadText(ratioOf(own, floor, processorMicros), 2),
      percent(all(({ busyShare }) => busyShare)),
      median(
        all(({ p50Ms }) => p50Ms),
        2,
      ),
      median(
        all(({ p99Ms }) => p99Ms),
        1,
      ),
      median(
        all(({ residentMb }) => residentMb),
        0,
      ),
    ];
  });
  return table(head, rows);
}

/** The hint for GetAccessToken. `perf` measured the parts, see decision 35. */
const LEAD =
  'A request on the fast path takes twice the processor time of the floor: sockets and the kernel 9 µs, ' +
  'sealing the token 4, text and hash of the ticket 2, XML 2, promises 2, allocation 2. The rest is spread ' +
  'over code that is too large for the processor’s instruction cache. Next steps: a Node call that seals ' +
  'without a buffer for each part; reads into an existing buffer; fewer awaits between guards.';

const FIRST_LOGIN_LEAD =
  'A trade costs 77 µs of processor time: two rows in one transaction for a group, and the disk. ' +
  'Next step: fewer parameters for each row of a group.';

export function comparisonTargets(samples: Samples): readonly Target[] {
  const of = (name: string) => samples.get(name) ?? [];
  const ofFloor = (name: string) => ratioOf(of(name), of(names.floor), rate);
  const csRate = spreadOf(of(names.ownCsSession).map(rate));
  const firstRate = spreadOf(of(names.ownFirstLogin).map(rate));
  const nodeSoap = ratioOf(of(names.own), of(names.nodeSoap), rate);
  const processor = ratioOf(of(names.own), of(names.floor), processorMicros);
  const atLeast = { wanted: 'at least', unit: ' ×' } as const;
  return [
    {
      ...atLeast,
      name: 'GetAccessToken, of the floor',
      limit: 0.55,
      measured: ofFloor(names.own),
      lead: LEAD,
    },
    {
      ...atLeast,
      name: 'of node-soap',
      limit: 4.5,
      measured: nodeSoap,
      lead: LEAD,
    },
    {
      name: 'its processor time, of the floor’s',
      wanted: 'at most',
      limit: 1.9,
      unit: ' ×',
      measured: processor,
      lead: LEAD,
    },
    {
      ...atLeast,
      name: `${names.ownLogin}, of the floor`,
      limit: 0.35,
      measured: ofFloor(names.ownLogin),
    },
    {
      name: `${names.ownFirstLogin}, per second`,
      wanted: 'at least',
      limit: 12_000,
      digits: 0,
      unit: '/s',
      measured: firstRate,
      lead: FIRST_LOGIN_LEAD,
    },
    {
      name: `${names.ownCsSession}, per second`,
      wanted: 'at least',
      limit: 5000,
      digits: 0,
      unit: '/s',
      measured: csRate,
    },
  ];
}

function percent(spread: Spread | null): string {
  return spread === null ? '–' : `${number(spread.median * 100, 0)} %`;
}
