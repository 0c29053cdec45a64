/** Requests that a fault holds: they end with their client, with the fault, and with the server. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FaultEffect } from '../../src/testing/fault-rule.ts';
import type { InjectedRule } from '../../src/testing/injected-rule.ts';
import type { RawClient } from '../hostile/wire.ts';
import { FaultScene, type Way, ways } from './fault-scene.ts';

const LIMIT = { timeout: 60_000 };
const allWays = Object.keys(ways) as Way[];
const holding: readonly FaultEffect[] = [
  { kind: 'hang' },
  { kind: 'slow', bytesPerSecond: 1 },
  { kind: 'delay', ms: 600_000 },
];
const moments = ['before', 'answered'] as const;
/** Far less than the grace time of a server that waits for requests. */
const PROMPT_MS = 4_000;

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('a client that disconnects while a fault holds its request', LIMIT, () => {
  let scene: FaultScene;
  before(async () => {
    scene = await FaultScene.create({ connectionsMax: 1 });
  });
  after(() => scene.close());
  afterEach(() => scene.cast.faults.clear());

  /** Whether a login is answered: the server has room for one connection only. */
  async function isAnswered(way: Way): Promise<boolean> {
    const client = await scene.sendLogin(way).catch(() => null);
    if (!client) return false;
    await Promise.race([client.waitFor(/^HTTP\/1\.1 200 /).catch(() => {}), client.closed]);
    client.socket.destroy();
    await client.closed;
    return client.received !== '';
  }

  /** Tries again while the server still has the connection before. */
  async function sendHeld(way: Way, fault: InjectedRule): Promise<RawClient> {
    for (;;) {
      const client = await scene.sendLogin(way).catch(() => null);
      if (client) await scene.until(() => fault.hits === 1 || client.socket.destroyed);
      if (client && fault.hits === 1) return client;
    }
  }

  for (const way of allWays) {
    for (const effect of holding) {
      for (const when of moments) {
        it(`frees its connection: ${way}, ${effect.kind} ${when}`, async () => {
          const timersBefore = timers();
          const fault = scene.cast.faults.inject({ when, effect });
          const client = await sendHeld(way, fault);
          client.socket.destroy();
          await client.closed;
          await scene.until(() => isAnswered(way));
          await scene.until(() => timers() <= timersBefore + 1);
        });
      }
    }
  }

  it('has started no session if the request was delayed before the work', async () => {
    for (const way of allWays) {
      const sessionsBefore = await scene.countSessions();
      const fault = scene.cast.faults.inject({ effect: { kind: 'delay', ms: 600_000 } });
      const client = await sendHeld(way, fault);
      client.socket.destroy();
      await scene.until(() => isAnswered(way));
      assert.equal(await scene.countSessions(), sessionsBefore + 1, way);
    }
  });
});

describe('a server that closes while faults hold requests', LIMIT, () => {
  for (const effect of holding) {
    for (const when of moments) {
      it(`does not wait for them: ${effect.kind} ${when}`, async () => {
        const scene = await FaultScene.create();
        const fault = scene.cast.faults.inject({ when, times: 'always', effect });
        const clients: RawClient[] = [];
        for (const way of allWays) clients.push(await scene.sendLogin(way));
        await scene.until(() => fault.hits === allWays.length);
        // With a part of the answer, or with nothing.
        const startedAt = performance.now();
        await scene.close();
        assert.ok(performance.now() - startedAt < PROMPT_MS);
        for (const client of clients) {
          const received = await client.untilClosed();
          assert.match(received, effect.kind === 'hang' ? /^$/ : /^HTTP\/1\.1 200 /);
        }
      });
    }
  }
});

describe('many requests that one fault holds', LIMIT, () => {
  let scene: FaultScene;
  const warnings: string[] = [];
  const onWarning = ({ message }: Error) => void warnings.push(message);
  before(async () => {
    process.on('warning', onWarning);
    scene = await FaultScene.create();
  });
  after(async () => {
    process.off('warning', onWarning);
    await scene.close();
  });

  it('are all let go when the fault is removed', async () => {
    const { faults } = scene.cast;
    const fault = faults.inject({ times: 'always', effect: { kind: 'hang' } });
    const clients: RawClient[] = [];
    for (let count = 0; count < 60; count += 1) {
      clients.push(await scene.sendLogin('SOAP on the fast path'));
    }
    await scene.until(() => fault.hits === clients.length);
    faults.remove(fault);
    for (const client of clients) assert.equal(await client.untilClosed(), '');
    assert.deepEqual(warnings, []);
  });
});
