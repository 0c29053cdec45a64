/**
 * Measures the speed of Ticketoffice: against bare `node:http`, which no server in this runtime
 * exceeds, and against node-soap, the usual alternative.
 *
 *     npm run bench:throughput [-- --quick] [-- --rounds 5 --seconds 4 --write --json results.json]
 *
 * docs/decisions/0030-how-speed-is-measured.md explains what it measures, and why.
 */
import { parseArgs } from 'node:util';
import { compareServers, comparisonTable, comparisonTargets } from './measuring/comparison.ts';
import { availableLoadTool } from './measuring/load.ts';
import { describeMachine, machineText } from './measuring/machine.ts';
import { type Row, spreadText, table } from './measuring/markdown.ts';
import {
  measurePasswordLogins,
  passwordLoginTable,
  passwordLoginTargets,
} from './measuring/password-logins.ts';
import { publishResults } from './measuring/results-file.ts';
import { measureStarts, type StartTimes } from './measuring/start-time.ts';
import { type Target, targetTable } from './measuring/targets.ts';
import { measureWays, wayTable, wayTargets } from './measuring/ways.ts';
import { measureWorkers, workerTable, workerTarget } from './measuring/worker-gain.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    connections: { type: 'string', default: '32' },
    tool: { type: 'string' },
    json: { type: 'string', default: 'bench/results/throughput.json' },
    write: { type: 'boolean', default: false },
  },
});
const { quick } = values;
const tool = values.tool === 'autocannon' ? 'autocannon' : availableLoadTool();
const options = {
  rounds: Number(values.rounds ?? (quick ? 3 : 5)),
  seconds: Number(values.seconds ?? (quick ? 1 : 4)),
  connections: Number(values.connections),
  tool,
  warmUpSeconds: quick ? 1 : 3,
};

/** The hint for the start. Decision 67 has the parts. */
const START_LEAD =
  'Loading and parsing 2 MB of modules takes most of a start; Kysely, Zod, commander and pino are half of them. ' +
  'Next step: load less of them.';

const machine = describeMachine(tool);
process.stderr.write('The servers, one after the other …\n');
const servers = await compareServers(options);
process.stderr.write('The ways of a request …\n');
const ways = await measureWays(options);
process.stderr.write('One worker and two …\n');
const workers = await measureWorkers({ ...options, rounds: Math.min(3, options.rounds) });
process.stderr.write('Logins by password …\n');
const logins = await measurePasswordLogins(options);
process.stderr.write('Starts of the demo …\n');
const starts = await measureStarts(quick ? 3 : 7);

const targets = [
  ...comparisonTargets(servers),
  ...wayTargets(ways),
  ...passwordLoginTargets(logins),
  workerTarget(workers),
  ...startTargets(starts),
];
const how =
  `${options.rounds} rounds of ${options.seconds} s, ${options.connections} connections; ` +
  'medians, and of ratios within a round what they varied between';
const text = [
  machineText(machine, how),
  comparisonTable(servers),
  wayTable(ways),
  passwordLoginTable(logins),
  workerTable(workers),
  startTable(starts),
  targetTable(targets),
].join('\n\n');
const results = {
  machine,
  options,
  servers: Object.fromEntries(servers),
  ways: Object.fromEntries(ways),
  logins,
  workers: Object.fromEntries(workers),
  starts: Object.fromEntries(starts),
  targets,
};
await publishResults('throughput', text, results, values);

function startTable(times: StartTimes): string {
  const rows = Array.from(times, ([script, spread]): Row => [script, spreadText(spread, 0)]);
  return table(['start of the demo', 'ms to ready'], rows);
}

/** Measures what users get: the package, if it was built. */
function startTargets(times: StartTimes): readonly Target[] {
  return Array.from(times)
    .slice(-2)
    .map(([start, spread]) => ({
      name: `start to ready, demo, ${start}`,
      wanted: 'at most',
      limit: 250,
      unit: ' ms',
      digits: 0,
      measured: spread,
      lead: START_LEAD,
    }));
}
