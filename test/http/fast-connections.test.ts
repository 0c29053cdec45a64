/** Connections on the fast path, and their handover to `node:http`. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { answersIn, RawClient } from '../hostile/wire.ts';
import { answerOf, FastServer, type FastServerOptions } from './fast-server.ts';

const LIMIT = { timeout: 60_000 };

const asking = (body: string, path = '/', ...fields: readonly string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: a', ...fields, `Content-Length: ${body.length}`, '', body].join(
    '\r\n',
  );

async function withServer(
  work: (server: FastServer, client: RawClient) => Promise<void>,
  options?: FastServerOptions,
): Promise<void> {
  await using server = await FastServer.start(options);
  const client = await RawClient.open(server.url);
  await work(server, client);
}

const bodies = (received: string) => answersIn(received).map(({ body }) => body);

describe('a request on the fast path', LIMIT, () => {
  it('is answered there for as long as requests are plain', async () => {
    await withServer(async (server, client) => {
      for (const index of [0, 1, 2, 3]) {
        await client.send(asking(`body ${index % 2}`, `/${index % 3}`));
        const { head, body, accepted, send } = await server.request(index);
        assert.deepEqual([head.url, accepted], [`/${index % 3}`, `/${index % 3}`]);
        send(answerOf(`${body} ${index}`));
        assert.equal((await client.answers(index + 1))[index]?.body, `body ${index % 2} ${index}`);
      }
      assert.deepEqual(server.handedOver, []);
    });
  });

  it('gets answers in bytes and in multi-byte characters', async () => {
    await withServer(async (server, client) => {
      for (const [index, body] of ['\u00e6\u20ac', Buffer.from('\u00e6\u20ac')].entries()) {
        await client.send(asking('a'));
        (await server.request(index)).send(answerOf(body));
        const answer = (await client.answers(index + 1))[index];
        assert.equal(Buffer.from(answer?.body ?? '', 'latin1').toString(), '\u00e6\u20ac');
      }
    });
  });

  it('is handed over if its head arrives in two chunks, wherever it is split', async () => {
    const text = asking('<a/>');
    await using server = await FastServer.start();
    for (let split = 1; split < text.length - '<a/>'.length; split += 1) {
      const client = await RawClient.open(server.url);
      await client.send(text.slice(0, split));
      await server.until(() => server.handedOver.length === split);
      await client.send(text.slice(split));
      assert.equal((await client.answers(1))[0]?.body, 'node:<a/>', `at ${split}`);
      client.socket.destroy();
    }
    assert.equal(server.asked.length, 0);
  });

  it('is handed over permanently', async () => {
    await withServer(async (server, client) => {
      for (const index of [0, 1, 2]) {
        await client.send(asking('a'));
        (await server.request(index)).send(answerOf('fast'));
        await client.answers(index + 1);
      }
      await client.send(asking('b', '/', 'TE: trailers'));
      await client.answers(4);
      await client.send(asking('c'));
      await client.answers(5);
      const expected = ['fast', 'fast', 'fast', 'node:b', 'node:c'];
      assert.deepEqual(bodies(client.received), expected);
    });
  });

  it('is handed over if it is not accepted', async () => {
    await withServer(async (server, client) => {
      await client.send(asking('a'));
      (await server.request(0)).send(answerOf('fast'));
      await client.answers(1);
      await client.send(asking('b', '/not-here'));
      assert.equal((await client.answers(2))[1]?.body, 'node:b');
    });
  });

  it('leaves no listeners on the socket', async () => {
    await withServer(async (server, client) => {
      await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await client.answers(1);
      const socket = await server.socket(0);
      const own = ['close', 'error', 'timeout', 'end', 'data'].flatMap((event) =>
        socket.listeners(event).map(({ name }) => name),
      );
      assert.deepEqual(
        own.filter((name) => /^(?:#on|onGone$|ignore$)/.test(name)),
        [],
      );
      server.path.close();
      assert.ok(!socket.destroyed, 'it is of node:http now');
    });
  });
});

describe('a body that arrives after its head', LIMIT, () => {
  /** Sends the parts, each when the server has read those before it. */
  async function sendApart(server: FastServer, client: RawClient, ...parts: readonly string[]) {
    const socket = await server.socket(server.sockets.length - 1);
    let sent = socket.bytesRead;
    for (const part of parts) {
      await client.send(part);
      sent += part.length;
      await server.until(() => socket.bytesRead === sent);
    }
    return socket;
  }

  it('is waited for, wherever it is split', async () => {
    await withServer(async (server, client) => {
      const text = asking('<a/>');
      for (const [index, late] of [4, 3, 2, 1].entries()) {
        await sendApart(server, client, text.slice(0, -late), text.slice(-late));
        const { head, body, send } = await server.request(index);
        assert.deepEqual([head.url, body?.toString()], ['/', '<a/>']);
        send(answerOf('fast'));
        await client.answers(index + 1);
      }
      await client.send(text);
      assert.equal((await server.request(4)).body?.toString(), '<a/>');
      assert.deepEqual(server.handedOver, []);
    });
  });

  it('is left to node:http if it comes in several chunks, or more comes than it', async () => {
    const head = asking('', '/').replace('Content-Length: 0', 'Content-Length: 4');
    for (const parts of [
      [head, '<a', '/>'],
      [head, `<a/>${asking('b')}`],
    ]) {
      await withServer(async (server, client) => {
        await sendApart(server, client, ...parts);
        assert.equal((await client.answers(1))[0]?.body, 'node:<a/>');
        assert.deepEqual([server.asked.length, server.handedOver.length], [0, 1]);
        client.socket.destroy();
      });
    }
  });

  it('is left to node:http if it is long', async () => {
    await withServer(async (server, client) => {
      const body = 'x'.repeat(16_385);
      await sendApart(server, client, asking(body).slice(0, -body.length));
      assert.equal(server.handedOver.length, 1);
      await client.send(body);
      assert.equal((await client.answers(1))[0]?.body, `node:${body}`);
    });
  });

  it('is left to node:http if it does not come soon', async () => {
    await withServer(async (server, client) => {
      const socket = await sendApart(server, client, asking('<a/>').slice(0, -2));
      assert.equal(socket.timeout, 1_000);
      await once(socket, 'timeout');
      assert.equal(server.handedOver.length, 1);
      await client.send('/>');
      assert.equal((await client.answers(1))[0]?.body, 'node:<a/>');
    });
  });

  it('does not change the time limit between requests', async () => {
    await withServer(
      async (server, client) => {
        const text = asking('<a/>');
        const socket = await sendApart(server, client, text.slice(0, -4), '<a/>');
        (await server.request(0)).send(answerOf('fast'));
        await client.answers(1);
        assert.equal(socket.timeout, 40_000);
      },
      { keepAliveMs: 40_000 },
    );
  });

  for (const [how, leave] of [
    ['closes its side', (client: RawClient) => client.socket.end()],
    ['disconnects', (client: RawClient) => client.socket.resetAndDestroy()],
  ] as const) {
    it(`is missing if the client ${how} before`, async () => {
      await withServer(async (server, client) => {
        const socket = await sendApart(server, client, asking('<a/>').slice(0, -2));
        leave(client);
        const { body, send } = await server.request(0);
        assert.equal(body, null);
        send(null);
        await client.untilClosed();
        await server.until(() => socket.closed);
        assert.deepEqual([server.asked.length, server.handedOver], [1, []]);
      });
    });
  }
});

describe('pipelined requests', LIMIT, () => {
  it('in one chunk are answered in order by node:http', async () => {
    await withServer(async (server, client) => {
      await client.send(asking('a') + asking('b') + asking('c'));
      await client.answers(3);
      assert.deepEqual(bodies(client.received), ['node:a', 'node:b', 'node:c']);
      assert.equal(server.asked.length, 0);
    });
  });

  it('during an operation wait for its answer and are then handed over', async () => {
    await withServer(async (server, client) => {
      const first = asking('a');
      await client.send(first);
      const { send } = await server.request(0);
      const socket = await server.socket(0);
      let sent = first.length;
      for (const part of [asking('b'), asking('c').slice(0, 20), asking('c').slice(20)]) {
        await client.send(part);
        sent += part.length;
        await server.until(() => socket.bytesRead === sent);
      }
      assert.equal(server.asked.length, 1, 'one at a time');
      assert.deepEqual(server.handedOver, []);
      send(answerOf('fast'));
      await client.answers(3);
      assert.deepEqual(bodies(client.received), ['fast', 'node:b', 'node:c']);
    });
  });

  it('are not read without limit', async () => {
    await withServer(async (server, client) => {
      await client.send(asking('a'));
      await server.request(0);
      const socket = await server.socket(0);
      const block = Buffer.alloc(2 ** 20, asking('b'));
      for (let count = 0; count < 64; count += 1) client.socket.write(block);
      await server.until(() => socket.isPaused() && socket.readableLength > 0);
      const { bytesRead } = socket;
      for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
      assert.ok(socket.bytesRead < 2 ** 20, `${bytesRead}, ${socket.bytesRead} bytes were read`);
    });
  });
});

describe('a client on the fast path', LIMIT, () => {
  it('is answered after it has closed its side', async () => {
    await withServer(async (server, client) => {
      await client.send(asking('a'));
      const { send } = await server.request(0);
      client.socket.end();
      await once(await server.socket(0), 'end');
      send(answerOf('fast'));
      const [answer] = answersIn(await client.untilClosed());
      assert.match(answer?.head ?? '', /\r\nConnection: close\r\n/);
      assert.equal(answer?.body, 'fast');
      assert.deepEqual(server.handedOver, []);
    });
  });

  it('is forgotten if it disconnects during an operation', async () => {
    await withServer(async (server, client) => {
      await client.send(asking('a'));
      const { send } = await server.request(0);
      const socket = await server.socket(0);
      client.socket.resetAndDestroy();
      await server.until(() => socket.closed);
      send(answerOf('fast'));
      const other = await RawClient.open(server.url);
      await other.send(asking('b'));
      (await server.request(1)).send(answerOf('other'));
      assert.equal((await other.answers(1))[0]?.body, 'other');
      other.socket.destroy();
    });
  });

  it('is disconnected if there is no answer', async () => {
    await withServer(async (server, client) => {
      await client.send(asking('a'));
      (await server.request(0)).send(null);
      assert.equal(await client.untilClosed(), '');
    });
  });

  it('is disconnected if it never reads its answers', async () => {
    await withServer(
      async (server, client) => {
        client.socket.pause();
        const body = Buffer.alloc(10_000);
        let answered = 0;
        const socket = await server.socket(0);
        while (server.handedOver.length === 0) {
          await client.send(asking('a'));
          (await server.request(answered)).send(answerOf(body));
          answered += 1;
          assert.ok(socket.writableLength < 2 * socket.writableHighWaterMark);
        }
        assert.ok(answered > 1);
        await client.send(asking('a').repeat(3));
        await once(socket, 'close');
      },
      { stalledMs: 100 },
    );
  });

  it('is disconnected if it sends no first request', async () => {
    await withServer(
      async (_server, client) => {
        assert.equal(await client.untilClosed(), '');
      },
      { firstRequestMs: 30 },
    );
  });

  it('is disconnected if it sends nothing after an answer', async () => {
    await withServer(
      async (server, client) => {
        await client.send(asking('a'));
        (await server.request(0)).send(answerOf('fast'));
        assert.deepEqual(bodies(await client.untilClosed()), ['fast']);
      },
      { keepAliveMs: 30 },
    );
  });

  it('has different time limits for the first request and between requests', async () => {
    await withServer(
      async (server, client) => {
        const socket = await server.socket(0);
        assert.equal(socket.timeout, 20_000);
        await client.send(asking('a'));
        (await server.request(0)).send(answerOf('fast'));
        const [answer] = await client.answers(1);
        assert.match(
          answer?.head ?? '',
          /\r\nConnection: keep-alive\r\nKeep-Alive: timeout=40\r\n/,
        );
        assert.equal(socket.timeout, 40_000);
      },
      { firstRequestMs: 20_000, keepAliveMs: 40_000 },
    );
  });

  it('is not disconnected during an operation that takes longer', async () => {
    await withServer(
      async (server, client) => {
        await client.send(asking('a'));
        const { send } = await server.request(0);
        await once(await server.socket(0), 'timeout');
        send(answerOf('fast'));
        assert.equal((await client.answers(1))[0]?.body, 'fast');
      },
      { keepAliveMs: 30 },
    );
  });
});
