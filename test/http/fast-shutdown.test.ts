/** How connections on the fast path end when the server shuts down. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { answersIn, RawClient } from '../hostile/wire.ts';
import { answerOf, FastServer } from './fast-server.ts';

const LIMIT = { timeout: 60_000 };
const ASKING = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na';

describe('during shutdown, a connection', LIMIT, () => {
  it('without a request ends at once, even if its client keeps it open', async () => {
    await using server = await FastServer.start();
    const { port } = new URL(server.url);
    const silent = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    const closed = once(await server.socket(0), 'close');
    server.path.close();
    await closed;
    silent.destroy();
  });

  it('that is new ends at once, like one whose handshake took that long', async () => {
    await using server = await FastServer.start();
    server.path.close();
    const client = await RawClient.open(server.url);
    await client.untilClosed();
    assert.equal(client.received, '');
  });

  it('that is idle after answers ends at once', async () => {
    await using server = await FastServer.start();
    const client = await RawClient.open(server.url);
    await client.send(ASKING);
    (await server.request(0)).send(answerOf('fast'));
    await client.answers(1);
    server.path.close();
    await client.untilClosed();
  });

  it('with a request ends after its answer, which says Connection: close', async () => {
    await using server = await FastServer.start();
    const { port } = new URL(server.url);
    const client = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    let received = '';
    client.setEncoding('latin1').on('data', (chunk) => {
      received += chunk;
    });
    client.write(ASKING);
    const { send } = await server.request(0);
    server.path.close();
    const socket = await server.socket(0);
    assert.ok(!socket.destroyed && !socket.writableEnded);
    const closed = once(socket, 'close');
    send(answerOf('fast'));
    await Promise.all([closed, once(client, 'end')]);
    const [answer] = answersIn(received);
    assert.match(answer?.head ?? '', /\r\nConnection: close\r\n/);
    assert.equal(answer?.body, 'fast');
    client.destroy();
  });

  it('with a part of a request ends after its answer', async () => {
    await using server = await FastServer.start();
    const client = await RawClient.open(server.url);
    await client.send(ASKING.slice(0, -1));
    const socket = await server.socket(0);
    await server.until(() => socket.bytesRead === ASKING.length - 1);
    server.path.close();
    await client.send('a');
    (await server.request(0)).send(answerOf('fast'));
    const [answer] = answersIn(await client.untilClosed());
    assert.match(answer?.head ?? '', /\r\nConnection: close\r\n/);
    assert.equal(answer?.body, 'fast');
  });

  it('with pipelined requests ends after the first answer', async () => {
    await using server = await FastServer.start();
    const client = await RawClient.open(server.url);
    await client.send(ASKING);
    const { send } = await server.request(0);
    const socket = await server.socket(0);
    await client.send(ASKING);
    await server.until(() => socket.isPaused());
    server.path.close();
    send(answerOf('fast'));
    await once(socket, 'close');
    assert.equal(server.asked.length, 1);
    assert.deepEqual(server.handedOver, []);
  });

  it('whose last answer is still being sent serves no more requests', async () => {
    await using server = await FastServer.start();
    const client = await RawClient.open(server.url);
    client.socket.pause();
    await client.send(ASKING);
    const { send } = await server.request(0);
    server.path.close();
    send(answerOf(Buffer.alloc(64 * 2 ** 20)));
    const socket = await server.socket(0);
    const before = socket.bytesRead;
    await client.send(ASKING);
    await server.until(() => socket.bytesRead > before);
    assert.equal(server.asked.length, 1);
    assert.deepEqual(server.handedOver, []);
    assert.ok(!socket.destroyed, 'the answer is not cut off');
    client.socket.destroy();
  });
});
