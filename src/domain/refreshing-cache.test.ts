import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RefreshingCache } from './refreshing-cache.ts';

/** A cache of a number that each read increments, with controls for the test. */
function countingCache() {
  const counted = {
    now: 0,
    readings: 0,
    /** Ends the pause between two reads. */
    pause: Promise.withResolvers<void>(),
    read: async () => {
      counted.readings += 1;
      return counted.readings;
    },
  };
  const cache = new RefreshingCache({
    read: () => counted.read(),
    clock: { now: () => counted.now },
    feed: null,
    kind: 'keys',
    ageMsMax: 1000,
    rest: () => counted.pause.promise,
  });
  return { cache, counted };
}

describe('a refreshing cache', () => {
  it('reads once for all callers until the value is too old', async () => {
    const { cache, counted } = countingCache();
    assert.equal(cache.fresh, null);
    assert.deepEqual(await Promise.all([cache.get(), cache.get(), cache.get()]), [1, 1, 1]);
    counted.now = 999;
    assert.equal(cache.fresh, 1);
    counted.now = 1000;
    assert.equal(cache.fresh, null);
    assert.equal(await cache.get(), 2);
    counted.now = 0;
    assert.equal(cache.fresh, null, 'not fresh after the clock was set back');
  });

  it('measures age from the start of the read', async () => {
    const { cache, counted } = countingCache();
    counted.read = async () => {
      counted.now += 600;
      return 0;
    };
    await cache.get();
    counted.now = 1000;
    assert.equal(cache.fresh, null);
  });

  it('shares rereads between callers, with a pause between them', async () => {
    const { cache, counted } = countingCache();
    await cache.get();
    assert.equal(await cache.reread(), 2, 'the first does not wait');
    const many = Array.from({ length: 1000 }, () => cache.reread());
    await new Promise(setImmediate);
    assert.equal(counted.readings, 2);
    counted.pause.resolve();
    assert.deepEqual(new Set(await Promise.all(many)), new Set([3]));
    assert.equal(cache.fresh, 3);
  });

  it('rereads after the call, and does not use a read that began before', async () => {
    const { cache, counted } = countingCache();
    const early = Promise.withResolvers<number>();
    counted.read = () => early.promise;
    const got = cache.get();
    counted.read = async () => 8;
    assert.equal(await cache.reread(), 8);
    early.resolve(7);
    assert.equal(await got, 7);
    assert.equal(cache.fresh, 8, 'the value of the later read stays');
  });

  it('also discards a read in progress when it is told to forget', async () => {
    const { cache } = countingCache();
    const got = cache.get();
    cache.forget();
    assert.equal(await got, 1);
    assert.equal(cache.fresh, null);
    assert.equal(await cache.get(), 2);
  });

  it('still works after a read failed', async () => {
    const { cache, counted } = countingCache();
    const { read } = counted;
    counted.read = async () => {
      throw new Error('gone');
    };
    await assert.rejects(cache.get(), /gone/);
    await assert.rejects(cache.reread(), /gone/);
    counted.read = read;
    counted.pause.resolve();
    assert.equal(await cache.reread(), 1);
  });
});
