import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Arrivals } from './arrivals.ts';

describe('arrivals', () => {
  it('are served when their turn is over, in their order', async () => {
    const arrivals = new Arrivals();
    const served: string[] = [];
    for (const name of ['a', 'b', 'c']) arrivals.add(() => served.push(name));
    await Promise.resolve();
    assert.deepEqual(served, []);
    await nextTurn();
    assert.deepEqual(served, ['a', 'b', 'c']);
  });

  it('that come while others are served are served after them', async () => {
    const arrivals = new Arrivals();
    const served: string[] = [];
    arrivals.add(() => {
      served.push('a');
      arrivals.add(() => served.push('later'));
    });
    arrivals.add(() => served.push('b'));
    await nextTurn();
    assert.deepEqual(served, ['a', 'b']);
    await nextTurn();
    assert.deepEqual(served, ['a', 'b', 'later']);
  });

  it('do not wait for more than 31 others, whose answers would wait for them', async () => {
    const arrivals = new Arrivals();
    let served = 0;
    let afterFirst = 0;
    for (let count = 0; count < 40; count += 1) {
      arrivals.add(() => {
        served += 1;
        if (served === 1) process.nextTick(() => (afterFirst = served));
      });
    }
    await nextTurn();
    assert.deepEqual([served, afterFirst], [40, 32]);
  });
});
