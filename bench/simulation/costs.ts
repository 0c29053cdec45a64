/** The costs that the simulation counts with: what `npm run bench:nodes` measured. */
import { readFile } from 'node:fs/promises';
import { type DayOperation, dayNames, dayOperations } from '../measuring/day/day-operations.ts';
import { combine, type DatabaseCost, type NodesResults } from '../measuring/nodes/measure-nodes.ts';
import { coldName, FIRST_USE } from '../measuring/nodes/measured-operations.ts';
import type { RowBytes } from '../measuring/nodes/row-bytes.ts';

export interface OperationCost {
  /** The first request by a user at a process. */
  readonly cold: DatabaseCost;
  readonly warm: DatabaseCost;
}

export interface Costs {
  readonly operations: Readonly<Record<DayOperation, OperationCost>>;
  /** What the first use of a ticket in a minute costs more than others. */
  readonly recordedUse: DatabaseCost;
  /** For one second of one process. */
  readonly background: DatabaseCost;
  readonly auditEvent: RowBytes;
  readonly loginTicket: RowBytes;
  readonly tradedTicket: RowBytes;
}

const COSTS = new URL('../costs.json', import.meta.url);

export async function readCosts(): Promise<Costs> {
  return costsFrom(JSON.parse(await readFile(COSTS, 'utf8')));
}

/** Takes the costs with the fewest nodes, which had the most processor time to themselves. */
function costsFrom({ costs, rowBytes }: NodesResults): Costs {
  const [fewest] = costs.toSorted((one, other) => one.nodes - other.nodes);
  if (!fewest) throw new Error('Nothing was measured: run npm run bench:nodes -- --write.');
  const of = (name: string) => required(fewest.operations[name], name);
  const operations = dayOperations.map((operation): [string, OperationCost] => {
    const name = dayNames[operation];
    return [operation, { cold: of(coldName(name)), warm: of(name) }];
  });
  const coldToken = of(coldName(dayNames.token));
  const rowOf = (name: string) => required(rowBytes[name], name);
  return {
    operations: Object.fromEntries(operations) as Record<DayOperation, OperationCost>,
    recordedUse: combine(of(FIRST_USE), coldToken, (used, read) => Math.max(0, used - read)),
    background: fewest.background,
    auditEvent: rowOf('audit event'),
    loginTicket: rowOf('ticket of a login'),
    tradedTicket: rowOf('ticket of a trade'),
  };
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`There is no cost of ${name} in bench/costs.json.`);
  return value;
}
