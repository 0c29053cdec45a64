/**
 * Measures operations of the User agent in an installation with many users: rate, processor time,
 * how many SQL statements each executes, and how much of its time these take by themselves.
 *
 *     npm run bench:agent [-- --users 10000 --rounds 3 --seconds 3 --only SaveUser --write
 *                             --json results.json]
 */
import { parseArgs } from 'node:util';
import {
  agentTargets,
  measureAgent,
  processorShare,
  type RecordedRequest,
  rateShare,
} from './measuring/agent-floors.ts';
import { type AgentRequest, agentRequests, recordRequest } from './measuring/agent-requests.ts';
import { startServer } from './measuring/contenders.ts';
import { availableLoadTool } from './measuring/load.ts';
import { describeMachine, machineText } from './measuring/machine.ts';
import { addUsers } from './measuring/many-users.ts';
import { median, number, type Row, spreadText, table } from './measuring/markdown.ts';
import { RecordedServer } from './measuring/recorded-server.ts';
import { countOf } from './measuring/recorded-statements.ts';
import { publishResults } from './measuring/results-file.ts';
import { processorMicros, rate, type Sample } from './measuring/rounds.ts';
import { Scene } from './measuring/scene.ts';
import { productionMain } from './measuring/served-scripts.ts';
import { spreadOf } from './measuring/spread.ts';
import { targetTable } from './measuring/targets.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    json: { type: 'string', default: 'bench/results/agent.json' },
    write: { type: 'boolean', default: false },
  },
});
const users = Number(values.users);
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const connections = Number(values.connections);
const tool = availableLoadTool();

const machine = describeMachine(tool);
const { samples, statements } = await Scene.run(async (scene) => {
  const installation = await scene.install();
  process.stderr.write(`Adding ${users} users …\n`);
  const ids = await addUsers(installation.directory, users);
  const requests = agentRequests(installation.ticketText, ids).filter(({ name }) =>
    name.startsWith(values.only),
  );
  const recorded = await recordAll(installation.directory, requests);
  const server = await startServer(scene, { name: 'ours', installation });
  const options = { rounds, seconds, connections, tool, warmUpSeconds: 1 };
  return {
    samples: await measureAgent(server, installation.directory, recorded, options),
    statements: Object.fromEntries(
      recorded.map(({ request, recordings: [first = []] }) => [request.name, countOf(first)]),
    ),
  };
});
const rows = samples.map((each): Row => {
  const all = (pick: (sample: Sample) => number | null, digits: number) =>
    median(spreadOf(each.own.map(pick)), digits);
  const floor = spreadOf(each.floor.map((sample) => sample.processorMicros));
  return [
    each.name,
    all(rate, 0),
    all(processorMicros, 0),
    all(({ p50Ms }) => p50Ms, 1),
    all(({ p99Ms }) => p99Ms, 1),
    number(statements[each.name] ?? Number.NaN, 0),
    median(floor, 0),
    spreadText(processorShare(each), 2),
    spreadText(rateShare(each), 2),
  ];
});
const targets = agentTargets(samples);
const how =
  `${number(users, 0)} users on SQLite, ${productionMain()}, ${rounds} rounds of ${seconds} s, ` +
  `${connections} connections; medians`;
const head = [
  'operation',
  'req/s',
  'µs per request',
  'p50 ms',
  'p99 ms',
  'statements',
  'their µs alone',
  'share of µs',
  'share of rate',
];
const text = [machineText(machine, how), table(head, rows), targetTable(targets)].join('\n\n');
await publishResults('agent', text, { machine, samples, statements, targets }, values);

async function recordAll(
  directory: string,
  requests: readonly AgentRequest[],
): Promise<readonly RecordedRequest[]> {
  const server = await RecordedServer.start(directory);
  try {
    const recorded: RecordedRequest[] = [];
    for (const request of requests) {
      recorded.push({ request, recordings: await recordRequest(server, request) });
    }
    return recorded;
  } finally {
    await server.close();
  }
}
