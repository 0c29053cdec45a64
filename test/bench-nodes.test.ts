/** Checks that the benchmark of nodes on one PostgreSQL counts what each operation costs. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { it } from 'node:test';
import { CountingProxy } from '../bench/measuring/nodes/counting-proxy.ts';
import { measureNodes } from '../bench/measuring/nodes/measure-nodes.ts';
import {
  backgroundCosts,
  operationCosts,
  rowBytesTable,
} from '../bench/measuring/nodes/nodes-tables.ts';
import { onlyLong } from './support/long.ts';

const LIMIT = { timeout: 180_000 };

it('measures what operations cost PostgreSQL', { ...LIMIT, ...onlyLong }, async () => {
  const size = { nodes: [2], users: 4, idleSeconds: 1, copies: 1_000 };
  const measured = await measureNodes(size);
  const [costs] = measured.costs;
  assert.ok(costs);
  const of = (name: string) => costs.operations[name];
  assert.ok((of('login by password')?.statements ?? 0) > 1);
  assert.ok((of('login by password')?.walBytes ?? 0) > 100);
  const [first, again] = [of('GetAccessToken, nothing cached'), of('GetAccessToken')];
  assert.equal(Math.round(first?.statements ?? 0), 2);
  assert.equal(Math.round(again?.statements ?? -1), 0);
  assert.ok((first?.bytesFromServer ?? 0) > 500);
  assert.ok(costs.connections >= 4, `${costs.connections} connections`);
  for (const { table, indexes } of Object.values(measured.rowBytes)) {
    assert.ok(table > 50 && table < 2_000 && indexes > 20 && indexes < 2_000);
  }
  assert.match(operationCosts(costs), /^\| SaveUser, a field changes +\|/m);
  assert.match(backgroundCosts(measured), /^\| 2 +\|/m);
  assert.match(rowBytesTable(measured), /^\| ticket of a login +\|/m);
});

it('counts bytes and connections in both directions', LIMIT, async (context) => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  context.after(() => echo.close());
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  const proxy = await CountingProxy.start(`postgres://user@127.0.0.1:${port}/name`);
  const { hostname, port: own, pathname } = new URL(proxy.url);
  assert.equal(pathname, '/name');
  const socket = connect({ host: hostname, port: Number(own) });
  socket.write('hello');
  const [answer] = await once(socket, 'data');
  assert.equal(String(answer), 'hello');
  assert.deepEqual(proxy.counts, { bytesToServer: 5, bytesFromServer: 5 });
  assert.equal(proxy.connections, 1);
  await proxy.close();
  await once(socket, 'close');
  assert.equal(proxy.connections, 0);
});
