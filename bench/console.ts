/**
 * Measures the console: what it costs a GetAccessToken while nobody looks, and how its live journal
 * and the server do under load while a browser shows it.
 *
 *     npm run bench:console [-- --rounds 40 --minutes 5 --write --json results.json]
 */
import { parseArgs } from 'node:util';
import {
  consoleCostTable,
  consoleCostTarget,
  measureConsoleCost,
  ROUNDS_OF_A_PAIR,
} from './measuring/console/console-cost.ts';
import {
  consoleLoadTable,
  consoleLoadTargets,
  measureConsoleLoad,
} from './measuring/console/console-load.ts';
import { availableLoadTool } from './measuring/load.ts';
import { describeMachine, machineText } from './measuring/machine.ts';
import { number } from './measuring/markdown.ts';
import { publishResults } from './measuring/results-file.ts';
import { productionMain } from './measuring/served-scripts.ts';
import { targetTable } from './measuring/targets.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '40' },
    minutes: { type: 'string', default: '5' },
    sessions: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '1000' },
    json: { type: 'string', default: 'bench/results/console.json' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const steps = Number(values.minutes);
const [sessions, requestsPerSecond] = [Number(values.sessions), Number(values.rate)];
const stepSeconds = 60;
const tool = availableLoadTool();

const machine = describeMachine(tool);
process.stderr.write('The server without the console, and with it …\n');
const cost = await measureConsoleCost({
  ...{ rounds, tool },
  seconds: 1,
  connections: 32,
  warmUpSeconds: 3,
});
process.stderr.write('The live journal in a browser …\n');
const loaded = await measureConsoleLoad({ sessions, requestsPerSecond, steps, stepSeconds });
for (const problem of loaded.problems) process.stderr.write(`In the page: ${problem}\n`);

const targets = [consoleCostTarget(cost), ...consoleLoadTargets(loaded)];
const how =
  `${productionMain()}, ${rounds} rounds of 1 s in turns, ${ROUNDS_OF_A_PAIR} with each pair of ` +
  `processes; then ${number(sessions, 0)} sessions and ` +
  `${number(requestsPerSecond, 0)} requests a second by autocannon`;
const text = [
  machineText(machine, how),
  consoleCostTable(cost),
  consoleLoadTable(loaded, stepSeconds),
  targetTable(targets),
].join('\n\n');
const results = {
  machine,
  cost: Object.fromEntries(cost),
  load: loaded,
  targets,
};
await publishResults('console', text, results, values);
