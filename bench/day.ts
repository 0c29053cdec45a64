/**
 * Measures a working day: a mix of logins, tokens, trades, CS sessions, reads and changes, by many
 * users with many tickets, against node-soap for what it can serve.
 *
 *     npm run bench:day [-- --users 2000 --tickets 20000 --rounds 3 --seconds 5 --write]
 */
import { parseArgs } from 'node:util';
import { dayTargets, mixTable, operationTable } from './measuring/day/day-tables.ts';
import { measureDay } from './measuring/day/measure-day.ts';
import { describeMachine, machineText } from './measuring/machine.ts';
import { number } from './measuring/markdown.ts';
import { publishResults } from './measuring/results-file.ts';
import { productionMain } from './measuring/served-scripts.ts';
import { targetTable } from './measuring/targets.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '2000' },
    tickets: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
    seed: { type: 'string', default: '88' },
    json: { type: 'string', default: 'bench/results/day.json' },
    write: { type: 'boolean', default: false },
  },
});
const [users, tickets] = [Number(values.users), Number(values.tickets)];
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const connections = Number(values.connections);

const machine = describeMachine('its own client');
const options = { users, tickets, rounds, seconds, connections, seed: Number(values.seed) };
const measured = await measureDay({ ...options, aloneSeconds: 2 });
const targets = dayTargets(measured);
const how =
  `${number(users, 0)} users and ${number(tickets, 0)} tickets on SQLite, ${productionMain()}, ` +
  `${rounds} rounds of ${seconds} s, ${connections} connections; medians`;
const text = [
  machineText(machine, how),
  mixTable(measured),
  operationTable(measured),
  targetTable(targets),
].join('\n\n');
const results = {
  machine,
  options,
  ...measured,
  targets,
};
await publishResults('day', text, results, values);
