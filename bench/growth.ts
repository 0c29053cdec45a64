/**
 * Measures the cost of many live tickets and many connections: rate and memory with 1 to a million
 * tickets. Requests use one ticket, or many in turn, over 1 to 512 connections.
 *
 *     npm run bench:growth [-- --tickets 1,1000,100000,1000000 --rounds 3 --seconds 3 --write]
 */
import { parseArgs } from 'node:util';
import {
  addTickets,
  type BenchInstallation,
  listTicketTexts,
} from './measuring/bench-installation.ts';
import { startOwn } from './measuring/contenders.ts';
import { availableLoadTool } from './measuring/load.ts';
import { describeMachine, machineText } from './measuring/machine.ts';
import { median, number, type Row, spreadText, table } from './measuring/markdown.ts';
import { getAccessToken } from './measuring/messages.ts';
import { publishResults } from './measuring/results-file.ts';
import {
  type Contender,
  processorMicros,
  rate,
  runRounds,
  type Sample,
  type Samples,
} from './measuring/rounds.ts';
import { Scene } from './measuring/scene.ts';
import { ratioOf, spreadOf } from './measuring/spread.ts';
import { type Target, targetTable } from './measuring/targets.ts';

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1,1000,100000,1000000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    json: { type: 'string', default: 'bench/results/growth.json' },
    write: { type: 'boolean', default: false },
  },
});
const counts = values.tickets.split(',').map(Number);
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const tool = availableLoadTool();

/** As many as are in use at the same time on a busy node, and few enough for the load tool. */
const SPREAD_OVER_MAX = 100_000;

/** Enough to use each ticket once, because the first use reads it from the database. */
const WARM_UP_SECONDS = 5;

/** Twice the memory that docs/settings.md states for `cachedTicketsMax`, to allow for garbage. */
const KEPT_MB_MAX = 40;
/** Applies only to many tickets. A single ticket is always in the processor's caches. */
const LEAD =
  'All tickets are cached, but their rows and their counted audit events are not in the ' +
  "processor's caches. Next step: the columns of a ticket beside each other.";
const LEAD_MEMORY =
  'The table of tickets takes 19 MB, and counted audit events 1 MB a minute. The rest is garbage of ' +
  'the reads that filled the table. Next step: a heap snapshot of the first minute.';

/** Of the rate with one live ticket. */
const [ONE_RATE_MIN, SPREAD_RATE_MIN] = [0.9, 0.85];

/** The ways to load the servers. The others are compared with the first. */
const WAYS = [
  { way: 'one ticket', connections: 32, spread: false },
  { way: 'one ticket', connections: 1, spread: false },
  { way: 'one ticket', connections: 512, spread: false },
  { way: 'many tickets', connections: 32, spread: true },
] as const;

const machine = describeMachine(tool);
const samples = await Scene.run(async (scene) => {
  const contenders: Contender[] = [];
  for (const way of WAYS) {
    for (const count of counts)
      contenders.push(await prepare(scene, await fill(scene, count), way));
  }
  return runRounds(contenders, {
    rounds,
    seconds,
    connections: 32,
    tool,
    warmUpSeconds: WARM_UP_SECONDS,
  });
});
const targets = targetsOf(samples);
const how = `${rounds} rounds of ${seconds} s; many tickets are up to ${SPREAD_OVER_MAX}, by turns`;
const text = [machineText(machine, how), growthTable(samples), targetTable(targets)].join('\n\n');
const results = { machine, samples: Object.fromEntries(samples), targets };
await publishResults('growth', text, results, values);

interface Database {
  readonly count: number;
  readonly installation: BenchInstallation;
  readonly tickets: readonly string[];
}

async function fill(scene: Scene, count: number): Promise<Database> {
  process.stderr.write(`A database with ${count} tickets …\n`);
  const installation = await scene.install();
  addTickets(installation, count - 1);
  return { count, installation, tickets: listTicketTexts(installation, SPREAD_OVER_MAX) };
}

/**
 * Starts a separate server for each way, so that its memory can be measured separately. Each has
 * its own database, because on SQLite a write of one process empties the caches of all others.
 */
async function prepare(
  scene: Scene,
  { count, installation, tickets }: Database,
  { way, connections, spread }: (typeof WAYS)[number],
): Promise<Contender> {
  const own = await startOwn(scene, { name: nameOf(count, way, connections), installation });
  if (!spread) return { ...own, connections };
  return { ...own, connections, message: getAccessToken('{ticket}'), tickets };
}

function nameOf(count: number, way: string, connections: number): string {
  return `${number(count, 0)} live, ${way}, ${connections} connections`;
}

function growthTable(measured: Samples): string {
  const rows = WAYS.flatMap(({ way, connections }) =>
    counts.map((count): Row => {
      const name = nameOf(count, way, connections);
      const own = measured.get(name) ?? [];
      const fewest = measured.get(nameOf(counts[0] ?? 1, way, connections)) ?? [];
      const all = (pick: (sample: Sample) => number | null) => spreadOf(own.map(pick));
      return [
        name,
        median(all(rate), 0),
        spreadText(ratioOf(own, fewest, rate), 2),
        median(all(processorMicros), 1),
        spreadText(ratioOf(own, fewest, processorMicros), 2),
        median(
          all(({ p99Ms }) => p99Ms),
          1,
        ),
        median(
          all(({ residentMb }) => residentMb),
          0,
        ),
      ];
    }),
  );
  const ofFewest = `of ${number(counts[0] ?? 1, 0)} live`;
  const head = ['tickets', 'req/s', ofFewest, 'µs per request', ofFewest, 'p99 ms', 'MB'];
  return table(head, rows);
}

function targetsOf(measured: Samples): readonly Target[] {
  const [fewest = 1, most = 1] = [counts[0], counts.at(-1)];
  const live = `${number(most, 0)} live`;
  const of = (count: number, { way, connections }: (typeof WAYS)[number]) =>
    measured.get(nameOf(count, way, connections)) ?? [];
  const rates = WAYS.map((way): Target => {
    const ratio = ratioOf(of(most, way), of(fewest, way), rate);
    const name = `${live}, ${way.way}, ${way.connections} connections`;
    const limit = way.spread ? SPREAD_RATE_MIN : ONE_RATE_MIN;
    const wanted = { wanted: 'at least', limit, unit: ' ×' } as const;
    return { name, ...wanted, measured: ratio, lead: LEAD };
  });
  const resident = (count: number) => of(count, WAYS[3]).at(-1)?.residentMb ?? null;
  const [few, many] = [resident(fewest), resident(most)];
  const more = few === null || many === null ? null : many - few;
  const name = `${live}, many tickets, memory beyond that of ${number(fewest, 0)}`;
  const memory = { wanted: 'at most', limit: KEPT_MB_MAX, unit: ' MB', digits: 0 } as const;
  return [...rates, { name, ...memory, measured: more, lead: LEAD_MEMORY }];
}
