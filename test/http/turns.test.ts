/** Requests that arrive in the same turn are all read, then all served, then all answered. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { it, type TestContext } from 'node:test';
import { HttpServer, type HttpServerOptions } from '../../src/http/http-server.ts';
import { postHead, RawClient, USER } from '../hostile/wire.ts';
import { serverOptions } from '../support/http-server-options.ts';

async function listen(context: TestContext, given: Partial<HttpServerOptions>): Promise<string> {
  const server = new HttpServer({ ...serverOptions(), ...given });
  const { port } = await server.listen('127.0.0.1', 0);
  context.after(() => server.close(0));
  return `http://127.0.0.1:${port}`;
}

it('all requests of a turn are read before any is served, and served before any is answered', {
  timeout: 60_000,
}, async (context) => {
  const sockets = new Set<Socket>();
  const counts = (bytes: 'bytesRead' | 'bytesWritten') =>
    [...sockets].map((socket) => socket[bytes]);
  const read: (readonly number[])[] = [];
  const written: (readonly number[])[] = [];
  const url = await listen(context, {
    trace: ({ socket }) => {
      sockets.add(socket);
      read.push(counts('bytesRead'));
      written.push(counts('bytesWritten'));
      return () => {};
    },
  });
  const clients: RawClient[] = [];
  const asking = `${postHead(USER, 'Content-Length: 1')}a`;
  for (const index of [0, 1, 2]) {
    const client = await RawClient.open(url);
    clients.push(client);
    await client.send(asking);
    assert.equal((await client.answers(1))[0]?.status, 404, String(index));
  }
  const before = counts('bytesWritten');
  const served = read.length;
  // In one turn of this process, which also runs the server.
  for (const client of clients) client.socket.write(asking);
  for (const client of clients) await client.answers(2);
  const twice = clients.map(() => 2 * asking.length);
  assert.deepEqual(read.slice(served), [twice, twice, twice]);
  assert.deepEqual(written.slice(served), [before, before, before]);
});
