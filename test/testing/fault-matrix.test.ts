/** Each fault of the connection and of the answer, in each way to reach the server. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FaultEffect } from '../../src/testing/fault-rule.ts';
import type { InjectedRule } from '../../src/testing/injected-rule.ts';
import { answersIn, type RawClient } from '../hostile/wire.ts';
import { FaultScene, type Way, ways } from './fault-scene.ts';

const LIMIT = { timeout: 120_000 };
const allWays = Object.keys(ways) as Way[];
/** So slow that it does not end by itself. */
const SLOW = { kind: 'slow', bytesPerSecond: 1 } as const;
const LONG_DELAY = { kind: 'delay', ms: 600_000 } as const;

let scene: FaultScene;
before(async () => {
  scene = await FaultScene.create();
});
after(() => scene.close());
afterEach(() => scene.cast.faults.clear());

const moments = ['before', 'answered'] as const;
type Moment = (typeof moments)[number];

/** Sends a login into which a fault is injected. */
async function sendInto(way: Way, when: Moment, effect: FaultEffect): Promise<FaultyLogin> {
  const sessionsBefore = await scene.countSessions();
  const fault = scene.cast.faults.inject({ when, effect });
  const client = await scene.sendLogin(way);
  return {
    fault,
    client,
    countSessions: async () => (await scene.countSessions()) - sessionsBefore,
  };
}

interface FaultyLogin {
  readonly fault: InjectedRule;
  readonly client: RawClient;
  /** How many sessions have started since. */
  readonly countSessions: () => Promise<number>;
}

/** Sends a login, and requires that it reaches a server that works. */
async function requireWorking(way: Way): Promise<void> {
  const client = await scene.sendLogin(way);
  const [answer] = await client.answers(1);
  client.socket.destroy();
  assert.equal(answer?.status, 200);
  assert.doesNotMatch(answer.head, /X-Ticketoffice-Fault/i);
}

const isHit = (fault: InjectedRule) => () => fault.hits === 1;
const marked = ({ id }: InjectedRule) => new RegExp(`\r\nX-Ticketoffice-Fault: ${id}\r\n`, 'i');

for (const way of allWays) {
  for (const when of moments) {
    const sessions = when === 'before' ? 0 : 1;
    const title = `${way}: a login, ${when === 'before' ? 'instead of it' : 'after it'}`;
    describe(title, LIMIT, () => {
      it('has its connection reset', async () => {
        const { client, countSessions } = await sendInto(way, when, { kind: 'reset' });
        const [error] = await once(client.socket, 'error');
        assert.equal(error.code, 'ECONNRESET');
        assert.equal(await client.untilClosed(), '');
        assert.equal(await countSessions(), sessions);
        await requireWorking(way);
      });

      it('gets no answer, and its connection ends', async () => {
        const { client, countSessions } = await sendInto(way, when, { kind: 'empty' });
        client.socket.once('error', assert.fail);
        assert.equal(await client.untilClosed(), '');
        assert.equal(await countSessions(), sessions);
      });

      it('gets bytes that are not HTTP', async () => {
        const { client, countSessions } = await sendInto(way, when, { kind: 'garbage' });
        const received = await client.untilClosed();
        assert.match(received, /not HTTP/);
        assert.doesNotMatch(received, /^HTTP/);
        assert.equal(await countSessions(), sessions);
      });

      it('gets half of the body', async () => {
        const { fault, client, countSessions } = await sendInto(way, when, { kind: 'truncate' });
        const received = await client.untilClosed();
        assert.match(received, marked(fault));
        assert.deepEqual(answersIn(received), []);
        const [head = '', body = ''] = received.split('\r\n\r\n');
        const promised = Number(/content-length: (\d+)/i.exec(head)?.[1]);
        assert.equal(body.length, Math.floor(promised / 2));
        assert.equal(await countSessions(), sessions);
      });

      it('gets a status, and can go on with the connection', async () => {
        const effect = { kind: 'status', status: 503, retryAfterSeconds: 7 } as const;
        const { fault, client, countSessions } = await sendInto(way, when, effect);
        const [answer] = await client.answers(1);
        assert.equal(answer?.status, 503);
        assert.match(answer.head, marked(fault));
        assert.match(answer.head, /\r\nRetry-After: 7\r\n/i);
        assert.match(answer.head, /\r\nContent-Type: text\/plain; charset=utf-8\r\n/i);
        assert.equal(answer.body, 'A test has injected this answer.\n');
        assert.equal(client.socket.readyState, 'open');
        client.socket.destroy();
        assert.equal(await countSessions(), sessions);
      });

      it('never gets an answer until the fault is removed', async () => {
        const { fault, client, countSessions } = await sendInto(way, when, { kind: 'hang' });
        await scene.until(isHit(fault));
        await scene.until(async () => (await countSessions()) === sessions);
        await requireWorking(way);
        assert.equal(client.received, '');
        assert.equal(client.socket.destroyed, false);
        scene.cast.faults.remove(fault);
        assert.equal(await client.untilClosed(), '');
      });

      it('waits until the delay is over, and then gets its answer', async () => {
        const { fault, client, countSessions } = await sendInto(way, when, LONG_DELAY);
        await scene.until(isHit(fault));
        await scene.until(async () => (await countSessions()) === sessions);
        await requireWorking(way);
        assert.equal(client.received, '');
        scene.cast.faults.letGo();
        const [answer] = await client.answers(1);
        assert.equal(answer?.status, 200);
        assert.match(answer.head, marked(fault));
        client.socket.destroy();
        assert.equal(await countSessions(), 2);
      });

      it('gets its answer slowly', async () => {
        const { fault, client, countSessions } = await sendInto(way, when, SLOW);
        const received = await client.waitFor(/\r\n\r\n/);
        assert.match(received, marked(fault));
        assert.deepEqual(answersIn(received), []);
        assert.equal(await countSessions(), 1);
        scene.cast.faults.letGo();
        const [answer] = answersIn(await client.untilClosed());
        assert.equal(answer?.status, 200);
        assert.match(answer.body, /Ticket|access_token/);
      });
    });
  }
}
