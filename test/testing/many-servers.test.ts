/** Many test servers in one process share nothing, and leave nothing behind. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startTestServer } from '../../src/testing/start-test-server.ts';
import type { TestServer } from '../../src/testing/test-server.ts';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';

const SERVERS = 50;
const START_MS = Date.UTC(2030, 0, 1);
const START = new Date(START_MS);
const DAY_MS = 86_400_000;
const HEAP_GROWTH_BYTES_MAX = 4 * 2 ** 20;
const headers = { Connection: 'close' };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const startOf = (index: number) => new Date(START_MS + index * DAY_MS);

function startAll(): Promise<readonly TestServer[]> {
  return Promise.all(Array.from({ length: SERVERS }, () => startTestServer({ clock: START })));
}

/** The time at which a server dates its answers. */
async function datedBy({ url }: TestServer): Promise<number> {
  const response = await fetch(`${url}/health/ready`, { headers });
  assert.equal(await response.text(), 'ready\n');
  return Date.parse(response.headers.get('date') ?? '');
}

async function statusOf({ url }: TestServer, ticket: string): Promise<number> {
  const call = { authorization: authorization.ticket(ticket), headers };
  return (await callRest(url, currentPrincipal, call)).status;
}

/** Sockets, servers and timers of this process, by kind. */
function openHandles(): readonly string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => /TCP|Timeout|FS|Pipe/.test(kind))
    .sort();
}

describe('50 test servers in one process', { timeout: 120_000 }, () => {
  it('have ports, clocks and records of their own', async (context) => {
    const servers = await startAll();
    context.after(() => Promise.all(servers.map((server) => server.close())));
    assert.equal(new Set(servers.map(({ port }) => port)).size, SERVERS);
    await Promise.all(servers.map(({ clock }, index) => clock.set(startOf(index))));
    await Promise.all(servers.map(({ clock }, index) => clock.advance(index * 1000)));
    const dated = await Promise.all(servers.map(datedBy));
    const expected = servers.map((_, index) => startOf(index).getTime() + index * 1000);
    assert.deepEqual(dated, expected);
    const tickets = await Promise.all(
      servers.map((server) => server.issueTicket({ user: 'demo' })),
    );
    const own = await Promise.all(
      servers.map((server, index) => statusOf(server, tickets[index] ?? '')),
    );
    assert.deepEqual(new Set(own), new Set([200]));
    const [first, second] = servers;
    assert.ok(first && second);
    assert.equal(await statusOf(second, tickets[0] ?? ''), 401);
    assert.deepEqual([await first.requests.count(), await second.requests.count()], [1, 2]);
    await first.reset();
    assert.equal(await statusOf(second, tickets[1] ?? ''), 200);
  });

  it('leave no handles and no memory behind when they are closed', async () => {
    // Servers of other tests may still be closing.
    await collected(() => !openHandles().includes('TCPServerWrap'));
    const before = openHandles();
    /** Returns the servers, to see when they are forgotten. */
    const round = async () => {
      const servers = await startAll();
      await Promise.all(servers.map(datedBy));
      await Promise.all(servers.map((server) => server.reset()));
      await Promise.all(servers.map((server) => server.close()));
      return servers.map((server) => new WeakRef(server));
    };
    await round();
    collectGarbage();
    const heapBytes = process.memoryUsage().heapUsed;
    const servers = await round();
    const forgotten = () => servers.every((server) => server.deref() === undefined);
    assert.ok(await collected(forgotten), 'a closed server is still held');
    const grownBytes = process.memoryUsage().heapUsed - heapBytes;
    assert.ok(grownBytes < HEAP_GROWTH_BYTES_MAX, `the heap has grown by ${grownBytes} bytes`);
    assert.deepEqual(openHandles(), before);
  });
});

/** Collects garbage until the condition holds, or a few times. Returns whether it holds. */
async function collected(condition: () => boolean): Promise<boolean> {
  for (let attempt = 0; attempt < 20 && !condition(); attempt += 1) {
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    collectGarbage();
  }
  return condition();
}
