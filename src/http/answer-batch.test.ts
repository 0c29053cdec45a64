import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { AnswerBatch } from './answer-batch.ts';

/** Answers that are ready now. What they write goes to `written`. */
async function answer(batch: AnswerBatch, written: number[], count: number): Promise<void> {
  const write = async (index: number) => {
    await batch.join();
    written.push(index);
  };
  await Promise.all(Array.from({ length: count }, (_, index) => write(index)));
}

/** Waits until all pending microtasks have run. */
async function microtasks(): Promise<void> {
  for (let count = 0; count < 10; count += 1) await null;
}

describe('AnswerBatch', () => {
  it('writes the answers of a turn at its end, in order', async () => {
    const written: number[] = [];
    const answers = answer(new AnswerBatch((complete) => setImmediate(complete)), written, 31);
    await microtasks();
    assert.deepEqual(written, []);
    await endOfTurn();
    assert.deepEqual(written, [...Array(31).keys()]);
    await answers;
  });

  it('ends when the given callback is called', async () => {
    const written: number[] = [];
    const ends: (() => void)[] = [];
    const answers = answer(new AnswerBatch((complete) => ends.push(complete)), written, 3);
    await endOfTurn();
    assert.deepEqual([written, ends.length], [[], 1]);
    for (const end of ends) end();
    await answers;
    assert.deepEqual(written, [0, 1, 2]);
  });

  it('does not end with the previous batch', async () => {
    const ends: (() => void)[] = [];
    const batch = new AnswerBatch((complete) => ends.push(complete));
    const written: number[] = [];
    await answer(batch, written, 32);
    const next = answer(batch, written, 1);
    ends[0]?.();
    const same = answer(batch, written, 1);
    assert.equal(ends.length, 2);
    ends[1]?.();
    await Promise.all([next, same]);
    assert.equal(written.length, 34);
  });

  it('contains at most 32 answers', async () => {
    const written: number[] = [];
    void answer(new AnswerBatch((complete) => setImmediate(complete)), written, 70);
    await microtasks();
    assert.deepEqual(written, [...Array(64).keys()]);
    await endOfTurn();
    assert.deepEqual(written, [...Array(70).keys()]);
  });

  it('is a new batch in each turn, however the previous one ended', async () => {
    const batch = new AnswerBatch((complete) => setImmediate(complete));
    for (const count of [32, 1, 40, 2]) {
      const written: number[] = [];
      await answer(batch, written, count);
      assert.equal(written.length, count);
    }
    const written: number[] = [];
    void answer(batch, written, 32);
    await microtasks();
    void answer(batch, written, 1);
    await endOfTurn();
    assert.equal(written.length, 33, 'the end of a full batch does not hold up the next');
  });

  it('writes the other answers if one write fails', async () => {
    const batch = new AnswerBatch((complete) => setImmediate(complete));
    const written: number[] = [];
    const before = answer(batch, written, 3);
    const failing = batch.join().then(() => {
      throw new Error('its socket is gone');
    });
    const after = answer(batch, written, 3);
    await assert.rejects(failing, /its socket is gone/);
    await Promise.all([before, after]);
    assert.deepEqual(written, [0, 1, 2, 0, 1, 2]);
  });

  it('writes all answers before any caller continues', async () => {
    const batch = new AnswerBatch((complete) => setImmediate(complete));
    const steps: string[] = [];
    const serve = async () => {
      await batch.join();
      steps.push('written');
    };
    await Promise.all([1, 2, 3].map(() => serve().then(() => steps.push('told'))));
    assert.deepEqual(steps, [...Array(3).fill('written'), ...Array(3).fill('told')]);
  });
});
