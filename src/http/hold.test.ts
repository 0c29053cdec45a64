import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { hold } from './hold.ts';

const server = createServer({ allowHalfOpen: true });
const NEVER = new AbortController().signal;
const TIMEOUT_MS = 20;

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => {
  server.close();
});

/** Both ends of a connection. */
async function open(): Promise<{ readonly client: Socket; readonly held: Socket }> {
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  const accepted = once(server, 'connection');
  const client = connect({ port: address.port, host: '127.0.0.1', allowHalfOpen: true });
  const [held] = (await accepted) as [Socket];
  held.resume();
  return { client, held };
}

describe('a request on hold', () => {
  it('goes on when the time is over, even if it is longer than the timeout', async () => {
    const { client, held } = await open();
    held.setTimeout(TIMEOUT_MS).once('timeout', () => held.destroy());
    assert.equal(await hold(held, 3 * TIMEOUT_MS, NEVER), true);
    assert.equal(held.timeout, TIMEOUT_MS);
    await once(held, 'timeout');
    client.destroy();
  });

  it('goes on when it is let go, or was let go before', async () => {
    const { client, held } = await open();
    const controller = new AbortController();
    const done = hold(held, null, controller.signal);
    controller.abort();
    assert.equal(await done, true);
    assert.equal(await hold(held, null, controller.signal), true);
    client.destroy();
    held.destroy();
  });

  it('ends when the client closes its side, or did before', async () => {
    const { client, held } = await open();
    const done = hold(held, null, NEVER);
    client.end();
    assert.equal(await done, false);
    assert.equal(held.destroyed, true);
    assert.equal(await hold(held, null, NEVER), false);
    client.destroy();
  });

  it('leaves no listeners and no timer', async () => {
    const { client, held } = await open();
    const count = () => ['end', 'close'].map((name) => held.listenerCount(name));
    const before = count();
    assert.equal(await hold(held, 1, NEVER), true);
    assert.deepEqual(count(), before);
    client.destroy();
    held.destroy();
  });
});
