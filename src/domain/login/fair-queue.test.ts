import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from '../errors.ts';
import { FairQueue } from './fair-queue.ts';

const limits = { runningMax: 2, runningInLaneMax: 2, waitingMax: 5, waitingInLaneMax: 3 };

/** Work that ends when the test releases it, with lists of who started and who was refused. */
function watched(queue: FairQueue) {
  const begun: string[] = [];
  const refused: string[] = [];
  const ends = new Map<string, () => void>();
  const refuse = (label: string) => (error: unknown) => {
    assert.ok(error instanceof DomainError && error.code === 'busy');
    refused.push(label);
  };
  const work = (label: string) => () => {
    begun.push(label);
    return new Promise<void>((resolve) => ends.set(label, resolve));
  };
  return {
    begun,
    refused,
    /** Each letter of the label names a lane: `ab1` is in lane b, which is in lane a. */
    start: async (...labels: readonly string[]) => {
      for (const label of labels) {
        queue.run(label.replace(/\d/g, '').split(''), work(label)).catch(refuse(label));
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
  it('gives each lane its turn, however many wait in another', async () => {
    const { begun, refused, start, end } = watched(new FairQueue(limits));
    await start('a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1');
    assert.deepEqual(begun, ['a1', 'a2']);
    await end('a1', 'a2', 'a3', 'b1', 'c1');
    assert.deepEqual(begun, ['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'a5']);
    assert.deepEqual(refused, []);
  });

  it('refuses work beyond the limit of a lane and beyond the total limit', async () => {
    const { begun, refused, start, end } = watched(new FairQueue(limits));
    await start('a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'b2', 'b3', 'c1');
    assert.deepEqual(refused, ['a6', 'b3', 'a5']);
    await end('a1');
    await start('c2');
    await end('a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'c2');
    assert.deepEqual(begun.toSorted(), ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1', 'c2']);
    await start('a7', 'a8', 'a9');
    assert.deepEqual(begun.slice(8), ['a7', 'a8']);
  });

  it('refuses the last waiter of the longest lane for a newcomer of a shorter one', async () => {
    const { refused, start } = watched(new FairQueue({ ...limits, waitingInLaneMax: 5 }));
    await start('a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7');
    await start('b1', 'b2', 'b3', 'c1');
    assert.deepEqual(refused.toSorted(), ['a5', 'a6', 'a7', 'b3']);
    await start('d1', 'e1', 'a8', 'f1');
    const others = refused.slice(4).toSorted();
    assert.deepEqual(others, ['a4', 'a8', 'b2', 'f1'], 'each has one place now');
  });

  it('counts inner lanes in the outer lane, and gives them turns there', async () => {
    const queue = new FairQueue(limits);
    const { begun, refused, start, end } = watched(queue);
    await start('xa1', 'xa2', 'xa3', 'xa4', 'xa5', 'xb1', 'xc1', 'y1', 'y2');
    assert.deepEqual(refused, ['xa5', 'xa4'], 'x has three places');
    assert.equal(queue.waiting, 5);
    await start('z1');
    await start('xd1');
    assert.deepEqual(refused.slice(2), ['xc1', 'xd1']);
    await end('xa1', 'xa2', 'xa3', 'y1', 'z1', 'xb1', 'y2');
    assert.deepEqual(begun, ['xa1', 'xa2', 'xa3', 'y1', 'z1', 'xb1', 'y2']);
    assert.deepEqual([queue.waiting, queue.running], [0, 0]);
  });

  it('keeps a lane within its share while other lanes run', async () => {
    const { begun, start, end } = watched(new FairQueue({ ...limits, runningInLaneMax: 1 }));
    await start('a1', 'a2', 'b1');
    assert.deepEqual(begun, ['a1', 'b1']);
    await end('b1');
    assert.deepEqual(begun, ['a1', 'b1']);
    await end('a1');
    assert.deepEqual(begun, ['a1', 'b1', 'a2']);
  });

  it('continues after work that failed', async () => {
    const queue = new FairQueue({ ...limits, runningMax: 1 });
    const failing = queue.run(['a'], async () => {
      throw new Error('on purpose');
    });
    const next = queue.run(['a'], async () => 'done');
    await assert.rejects(failing, /on purpose/);
    assert.equal(await next, 'done');
  });
});
