/**
 * Simulates a day of a million users and a billion access tokens from measured costs, with failures
 * of nodes and a storm of logins. docs/scaling.md explains the model.
 *
 *     npm run simulate [-- --seed 88 --nodes 8 --processes 8 --write]
 */
import { parseArgs } from 'node:util';
import { writeResults } from './measuring/results-file.ts';
import { readCosts } from './simulation/costs.ts';
import { calmDay, hardDay, type Plan } from './simulation/plan.ts';
import { dayTable } from './simulation/report-table.ts';
import { simulateDay } from './simulation/simulate-day.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(hardDay.seed) },
    nodes: { type: 'string', default: String(hardDay.nodes) },
    processes: { type: 'string', default: String(hardDay.processesPerNode) },
    'database-cores': { type: 'string', default: String(hardDay.databaseCores) },
    write: { type: 'boolean', default: false },
  },
});
const given = {
  seed: Number(values.seed),
  nodes: Number(values.nodes),
  processesPerNode: Number(values.processes),
  databaseCores: Number(values['database-cores']),
};
const plans: Readonly<Record<string, Plan>> = {
  'default cache': { ...calmDay, ...given, routing: 'any' },
  'large cache': { ...calmDay, ...given, routing: 'any', cachedTicketsMax: 1_000_000 },
  'by client': { ...calmDay, ...given },
  'by client, hard': { ...hardDay, ...given },
};

const costs = await readCosts();
const days = Object.entries(plans).map(([name, plan]) => {
  process.stderr.write(`${name} …\n`);
  return { name, plan, report: simulateDay(plan, costs) };
});
const text = `Seed ${given.seed}, costs of \`bench/costs.json\`.\n\n${dayTable(days, costs)}`;
console.log(text);
if (values.write) await writeResults('simulate', text);
