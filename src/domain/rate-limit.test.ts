import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RateLimit } from './rate-limit.ts';

describe('RateLimit', () => {
  const start = (perSecondMax: number) => {
    let nowMs = 12.5;
    const limit = new RateLimit(perSecondMax, () => nowMs);
    const takeAll = (key: string, times: number) =>
      Array.from({ length: times }, () => limit.take(key)).filter(Boolean).length;
    return {
      takeAll,
      wait: (ms: number) => {
        nowMs += ms;
      },
    };
  };

  it('allows one burst of a second, and no more', () => {
    const { takeAll, wait } = start(30);
    assert.equal(takeAll('a', 50), 30);
    wait(100);
    assert.equal(takeAll('a', 50), 3);
    wait(5000);
    assert.equal(takeAll('a', 50), 30);
  });

  it('limits each key separately', () => {
    const { takeAll } = start(2);
    assert.equal(takeAll('a', 5), 2);
    assert.equal(takeAll('b', 5), 2);
  });

  it('is off at 0', () => {
    assert.equal(start(0).takeAll('a', 1000), 1000);
  });

  it('remembers a limited number of keys', () => {
    const { takeAll } = start(1);
    assert.equal(takeAll('first', 2), 1);
    for (let index = 0; index < 20_000; index += 1) takeAll(`${index}`, 1);
    assert.equal(takeAll('19999', 1), 0);
    assert.equal(takeAll('first', 1), 1);
  });
});
