/**
 * Measures nodes on one PostgreSQL: statements, bytes and processor time of each operation and of a
 * node that nobody asks, and the size of the rows.
 *
 *     npm run bench:nodes [-- --nodes 1,3 --users 100 --idle-seconds 60 --write]
 *
 * With `--write` the costs are also written to `bench/costs.json`, which `npm run simulate` reads.
 */
import { copyFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMachine, machineText } from './measuring/machine.ts';
import { measureNodes } from './measuring/nodes/measure-nodes.ts';
import { backgroundCosts, operationCosts, rowBytesTable } from './measuring/nodes/nodes-tables.ts';
import { publishResults } from './measuring/results-file.ts';
import { productionMain } from './measuring/served-scripts.ts';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1,3' },
    users: { type: 'string', default: '100' },
    'idle-seconds': { type: 'string', default: '60' },
    copies: { type: 'string', default: '100000' },
    json: { type: 'string', default: 'bench/results/nodes.json' },
    write: { type: 'boolean', default: false },
  },
});
const options = {
  nodes: values.nodes.split(',').map(Number),
  users: Number(values.users),
  idleSeconds: Number(values['idle-seconds']),
  copies: Number(values.copies),
};

const machine = describeMachine('its own client');
const measured = await measureNodes(options);
const how =
  `${productionMain()}, ${options.users} users, 4 requests at a time at each node, without what ` +
  `nodes do in the background, which was counted for ${options.idleSeconds} s`;
const text = [
  machineText(machine, how),
  ...measured.costs.map(operationCosts),
  backgroundCosts(measured),
  rowBytesTable(measured),
].join('\n\n');
await publishResults('nodes', text, { machine, options, ...measured }, values);
if (values.write) await copyFile(values.json, new URL('costs.json', import.meta.url));
