import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LiveCopy } from './live-copy.ts';

/** A copy of a number that each read increments, with controls for the test. */
function countingCopy() {
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
  const copy = new LiveCopy({
    read: () => counted.read(),
    clock: { now: () => counted.now },
    feed: null,
    kind: 'keys',
    ageMsMax: 1000,
    rest: () => counted.pause.promise,
  });
  return { copy, counted };
}

describe('a live copy', () => {
  it('reads once for all callers until the value is too old', async () => {
    const { copy, counted } = countingCopy();
    assert.equal(copy.fresh, null);
    assert.deepEqual(await Promise.all([copy.get(), copy.get(), copy.get()]), [1, 1, 1]);
    counted.now = 999;
    assert.equal(copy.fresh, 1);
    counted.now = 1000;
    assert.equal(copy.fresh, null);
    assert.equal(await copy.get(), 2);
    counted.now = 0;
    assert.equal(copy.fresh, null, 'not fresh after the clock was set back');
  });

  it('measures age from the start of the read', async () => {
    const { copy, counted } = countingCopy();
    counted.read = async () => {
      counted.now += 600;
      return 0;
    };
    await copy.get();
    counted.now = 1000;
    assert.equal(copy.fresh, null);
  });

  it('shares rereads between callers, with a pause between them', async () => {
    const { copy, counted } = countingCopy();
    await copy.get();
    assert.equal(await copy.reread(), 2, 'the first does not wait');
    const many = Array.from({ length: 1000 }, () => copy.reread());
    await new Promise(setImmediate);
    assert.equal(counted.readings, 2);
    counted.pause.resolve();
    assert.deepEqual(new Set(await Promise.all(many)), new Set([3]));
    assert.equal(copy.fresh, 3);
  });

  it('rereads after the call, and does not use a read that began before', async () => {
    const { copy, counted } = countingCopy();
    const early = Promise.withResolvers<number>();
    counted.read = () => early.promise;
    const got = copy.get();
    counted.read = async () => 8;
    assert.equal(await copy.reread(), 8);
    early.resolve(7);
    assert.equal(await got, 7);
    assert.equal(copy.fresh, 8, 'the value of the later read stays');
  });

  it('also discards a read in progress when it is told to forget', async () => {
    const { copy } = countingCopy();
    const got = copy.get();
    copy.forget();
    assert.equal(await got, 1);
    assert.equal(copy.fresh, null);
    assert.equal(await copy.get(), 2);
  });

  it('still works after a read failed', async () => {
    const { copy, counted } = countingCopy();
    const { read } = counted;
    counted.read = async () => {
      throw new Error('gone');
    };
    await assert.rejects(copy.get(), /gone/);
    await assert.rejects(copy.reread(), /gone/);
    counted.read = read;
    counted.pause.resolve();
    assert.equal(await copy.reread(), 1);
  });
});
