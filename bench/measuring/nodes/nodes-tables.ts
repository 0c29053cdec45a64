/** The tables of the costs of nodes on one PostgreSQL. */
import { number, type Row, table } from '../markdown.ts';
import type { DatabaseCost, NodesCosts, NodesResults } from './measure-nodes.ts';

const COST_COLUMNS = [
  'statements',
  'bytes to it',
  'bytes from it',
  'WAL bytes',
  'its µs',
  'µs of nodes',
];

export function operationCosts({ nodes, operations, connections }: NodesCosts): string {
  const title = nodes === 1 ? 'one node' : `${nodes} nodes`;
  const rows = Object.entries(operations).map(([name, cost]): Row => [name, ...cells(cost)]);
  const text = `${connections} connections to PostgreSQL were open at the end.`;
  return `${table([`${title}, one request`, ...COST_COLUMNS], rows)}\n\n${text}`;
}

export function backgroundCosts({ costs }: NodesResults): string {
  const rows = costs.map(({ nodes, background }): Row => [number(nodes, 0), ...cells(background)]);
  return table(['nodes, a second of each without requests', ...COST_COLUMNS], rows);
}

export function rowBytesTable({ rowBytes }: NodesResults): string {
  const rows = Object.entries(rowBytes).map(
    ([name, { table: own, indexes, wal, micros }]): Row => [
      name,
      ...[own, indexes, own + indexes, wal, micros].map((value) => number(value, 0)),
    ],
  );
  return table(['bytes of a row', 'table', 'indexes', 'both', 'WAL', 'µs to add'], rows);
}

function cells(cost: DatabaseCost): readonly string[] {
  return [
    number(cost.statements, 1),
    number(cost.bytesToServer, 0),
    number(cost.bytesFromServer, 0),
    number(cost.walBytes, 0),
    number(cost.postgresMicros, 0),
    number(cost.nodeMicros, 0),
  ];
}
