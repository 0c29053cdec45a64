import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from './errors.ts';
import { FairQueue } from './fair-queue.ts';

const limits = { runningMax: 2, runningInLaneMax: 2, waitingMax: 5, waitingInLaneMax: 3 };

/** Work that ends when it is told to; who began it, in which order, and who was turned away. */
function watched(queue: FairQueue) {
  const begun: string[] = [];
  const refused: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (label: string) => () => {
    begun.push(label);
    return new Promise<void>((resolve) => ends.set(label, resolve));
  };
  return {
    begun,
    refused,
    /** In the lane that the label's first letter names. */
    start: async (...labels: readonly string[]) => {
      for (const label of labels) {
        queue.run(label.charAt(0), work(label)).catch((error: unknown) => {
          assert.ok(error instanceof DomainError && error.code === 'busy');
          refused.push(label);
        });
      }
      await nextTurn();
    },
    end: async (...labels: readonly string[]) => {
      for (const label of labels) {
        ends.get(label)?.();
        await nextTurn();
      }
    },
  };
}

describe('FairQueue', () => {
  it('gives the lanes turns, however many wait in one', async () => {
    const { begun, refused, start, end } = watched(new FairQueue(limits));
    await start('a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1');
    assert.deepEqual(begun, ['a1', 'a2']);
    await end('a1', 'a2', 'a3', 'b1', 'c1');
    assert.deepEqual(begun, ['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'a5']);
    assert.deepEqual(refused, []);
  });

  it('turns away what is too much for a lane, and for all', async () => {
    const { begun, refused, start, end } = watched(new FairQueue(limits));
    await start('a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'b2', 'b3', 'c1');
    assert.deepEqual(refused, ['a6', 'b3', 'c1']);
    await end('a1');
    await start('c2');
    await end('a2', 'a3', 'b1', 'a4', 'b2', 'c2', 'a5');
    assert.deepEqual(begun.toSorted(), ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'c2']);
    await start('a7', 'a8', 'a9');
    assert.deepEqual(begun.slice(8), ['a7', 'a8']);
  });

  it('keeps a lane within its share while others run', async () => {
    const { begun, start, end } = watched(new FairQueue({ ...limits, runningInLaneMax: 1 }));
    await start('a1', 'a2', 'b1');
    assert.deepEqual(begun, ['a1', 'b1']);
    await end('b1');
    assert.deepEqual(begun, ['a1', 'b1']);
    await end('a1');
    assert.deepEqual(begun, ['a1', 'b1', 'a2']);
  });

  it('goes on after work that failed', async () => {
    const queue = new FairQueue({ ...limits, runningMax: 1 });
    const failing = queue.run('a', async () => {
      throw new Error('on purpose');
    });
    const next = queue.run('a', async () => 'done');
    await assert.rejects(failing, /on purpose/);
    assert.equal(await next, 'done');
  });
});
