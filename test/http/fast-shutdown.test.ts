/** How connections on the fast path end when the server does. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { answersIn, RawClient } from '../hostile/wire.ts';
import { answerOf, FastServer } from './fast-server.ts';

const LIMIT = { timeout: 60_000 };
const ASKING = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na';

describe('when no further requests are taken, a connection', LIMIT, () => {
  it('without a request ends at once, though its client keeps its end', async () => {
    await using server = await FastServer.start();
    const { port } = new URL(server.url);
    const silent = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    const closed = once(await server.socket(0), 'close');
    server.path.close();
    await closed;
    silent.destroy();
  });

  it('that is made only then ends at once, as one whose handshake took so long', async () => {
    await using server = await FastServer.start();
    server.path.close();
    const client = await RawClient.open(server.url);
    await client.untilClosed();
    assert.equal(client.received, '');
  });

  it('without a request ends at once after answers, too', async () => {
    await using server = await FastServer.start();
    const client = await RawClient.open(server.url);
    await client.send(ASKING);
    (await server.request(0)).send(answerOf('fast'));
    await client.answers(1);
    server.path.close();
    await client.untilClosed();
  });

  it('with a request ends after its answer, which says so', async () => {
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

  it('with requests that were sent ahead ends after the first answer', async () => {
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

  it('on which the last answer is still going out serves nothing more', async () => {
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
