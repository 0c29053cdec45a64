/**
 * Measures operations of the User agent in an installation with many users: rate, processor time,
 * and how many SQL statements each executes.
 *
 *     npm run bench:agent [-- --users 10000 --rounds 3 --seconds 3 --write --json results.json]
 */
import { parseArgs } from 'node:util';
import {
  type AgentRequest,
  agentRequests,
  askOnce,
  countStatements,
} from './measuring/agent-requests.ts';
import { startServer } from './measuring/contenders.ts';
import { CountedServer } from './measuring/counted-server.ts';
import { availableLoadTool } from './measuring/load.ts';
import { describeMachine, machineText } from './measuring/machine.ts';
import { addUsers } from './measuring/many-users.ts';
import { median, number, type Row, table } from './measuring/markdown.ts';
import { publishResults } from './measuring/results-file.ts';
import {
  type Contender,
  processorMicros,
  rate,
  runRounds,
  type Sample,
} from './measuring/rounds.ts';
import { Scene } from './measuring/scene.ts';
import { productionMain } from './measuring/served-scripts.ts';
import { spreadOf } from './measuring/spread.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '8' },
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
  const requests = agentRequests(installation.ticketText, ids);
  const counts = await countAll(installation.directory, requests);
  const server = await startServer(scene, { name: 'ours', installation });
  const contenders: Contender[] = [];
  for (const request of requests) {
    const { bytes: bytesPerAnswer } = await askOnce(server.url, request);
    const { name, message, texts: tickets } = request;
    contenders.push({ name, server, message, tickets, bytesPerAnswer });
  }
  const options = { rounds, seconds, connections, tool, warmUpSeconds: 1 };
  return { samples: await runRounds(contenders, options), statements: counts };
});
const rows = Array.from(samples, ([name, own]): Row => {
  const all = (pick: (sample: Sample) => number | null, digits: number) =>
    median(spreadOf(own.map(pick)), digits);
  return [
    name,
    all(rate, 0),
    all(processorMicros, 0),
    all(({ p50Ms }) => p50Ms, 1),
    all(({ p99Ms }) => p99Ms, 1),
    number(statements.get(name) ?? Number.NaN, 0),
  ];
});
const how =
  `${number(users, 0)} users on SQLite, ${productionMain()}, ${rounds} rounds of ${seconds} s, ` +
  `${connections} connections; medians`;
const head = ['operation', 'req/s', 'µs per request', 'p50 ms', 'p99 ms', 'statements'];
const text = [machineText(machine, how), table(head, rows)].join('\n\n');
const results = {
  machine,
  samples: Object.fromEntries(samples),
  statements: Object.fromEntries(statements),
};
await publishResults('agent', text, results, values);

async function countAll(
  directory: string,
  requests: readonly AgentRequest[],
): Promise<ReadonlyMap<string, number>> {
  const server = await CountedServer.start(directory);
  try {
    const counts = new Map<string, number>();
    for (const request of requests) {
      counts.set(request.name, await countStatements(server, request));
    }
    return counts;
  } finally {
    await server.close();
  }
}
