import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RequestBatch } from './request-batch.ts';

describe('requests in a batch', () => {
  it('are served at the end of the turn, in order', async () => {
    const batch = new RequestBatch();
    const served: string[] = [];
    for (const name of ['a', 'b', 'c']) batch.add(() => served.push(name));
    await Promise.resolve();
    assert.deepEqual(served, []);
    await nextTurn();
    assert.deepEqual(served, ['a', 'b', 'c']);
  });

  it('that arrive while others are served are served after them', async () => {
    const batch = new RequestBatch();
    const served: string[] = [];
    batch.add(() => {
      served.push('a');
      batch.add(() => served.push('later'));
    });
    batch.add(() => served.push('b'));
    await nextTurn();
    assert.deepEqual(served, ['a', 'b']);
    await nextTurn();
    assert.deepEqual(served, ['a', 'b', 'later']);
  });

  it('wait for at most 31 others', async () => {
    const batch = new RequestBatch();
    let served = 0;
    let afterFirst = 0;
    for (let count = 0; count < 40; count += 1) {
      batch.add(() => {
        served += 1;
        if (served === 1) process.nextTick(() => (afterFirst = served));
      });
    }
    await nextTurn();
    assert.deepEqual([served, afterFirst], [40, 32]);
  });
});
