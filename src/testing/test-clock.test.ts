import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TestClock } from './test-clock.ts';

const START_MS = Date.UTC(2030, 0, 1);
const HOUR_MS = 3_600_000;
const frozen = () => new TestClock({ atMs: START_MS, isFrozen: true });

/** A clock that runs from START_MS, and is closed after the test. */
function running(context: { after(work: () => void): void }): TestClock {
  const clock = new TestClock({ atMs: START_MS, isFrozen: false });
  context.after(() => clock.close());
  return clock;
}

describe('a clock of a test', () => {
  it('shows the time of the machine until it is moved', async () => {
    const clock = new TestClock();
    const before = Date.now();
    const shown = clock.now();
    assert.ok(shown >= before && shown <= Date.now());
    await clock.advance(HOUR_MS);
    assert.ok(clock.now() >= before + HOUR_MS);
  });

  it('stands while it is frozen, and moves only when it is moved', async () => {
    const clock = frozen();
    await clock.advance(HOUR_MS);
    assert.deepEqual([clock.now(), clock.elapsedMs()], [START_MS + HOUR_MS, HOUR_MS]);
    await clock.set(START_MS);
    assert.deepEqual([clock.now(), clock.elapsedMs()], [START_MS, HOUR_MS]);
  });

  it('goes on from its own time when it is resumed', (context) => {
    const clock = frozen();
    context.after(() => clock.close());
    clock.resume();
    assert.ok(clock.now() >= START_MS && clock.now() < START_MS + HOUR_MS);
    clock.freeze();
    const stands = clock.now();
    assert.equal(clock.isFrozen, true);
    assert.equal(clock.now(), stands);
  });

  it('resolves a move when what became due has run, and runs what recurs once', async () => {
    const clock = frozen();
    let runs = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.repeat(60_000, async () => {
      runs += 1;
      await promise;
    });
    await clock.advance(59_999);
    assert.equal(runs, 0);
    let isMoved = false;
    const moving = clock.advance(HOUR_MS).then(() => {
      isMoved = true;
    });
    assert.equal(runs, 1);
    await Promise.resolve();
    assert.equal(isMoved, false, 'the work has not ended');
    resolve();
    await moving;
    await clock.advance(59_999);
    assert.equal(runs, 1, 'the interval starts again at the run');
    await clock.advance(1);
    assert.equal(runs, 2);
  });

  it('does not run work that was stopped', async () => {
    const clock = frozen();
    const stop = clock.repeat(1, () => assert.fail('it was stopped'));
    stop();
    await clock.advance(HOUR_MS);
  });

  it('runs nothing after a step back, and counts on from there', async () => {
    const clock = frozen();
    let runs = 0;
    clock.repeat(60_000, async () => {
      runs += 1;
    });
    await clock.set(START_MS - HOUR_MS);
    assert.equal(runs, 0);
    await clock.advance(60_000);
    assert.equal(runs, 1);
  });

  it('ends a pause when a move has passed it, and not before', async (context) => {
    const clock = running(context);
    let isOver = false;
    const pause = clock.pause(HOUR_MS).then(() => {
      isOver = true;
    });
    await clock.advance(HOUR_MS / 2);
    assert.equal(isOver, false);
    await clock.advance(HOUR_MS / 2);
    await pause;
    assert.equal(isOver, true);
  });

  it('ends a pause by itself while it runs', async (context) => {
    const clock = running(context);
    const before = clock.elapsedMs();
    // The timer of the clock does not keep the process alive.
    const alive = setInterval(() => {}, 1000);
    context.after(() => clearInterval(alive));
    await clock.pause(5);
    assert.ok(clock.elapsedMs() - before >= 5);
  });

  it('lets a pause take no time while it is frozen', async () => {
    const clock = frozen();
    await clock.pause(HOUR_MS);
    assert.equal(clock.now(), START_MS);
  });

  it('ends the pauses when it is frozen, and when it is closed', async (context) => {
    const clock = running(context);
    const first = clock.pause(HOUR_MS);
    clock.freeze();
    await first;
    clock.resume();
    const second = clock.pause(HOUR_MS);
    clock.close();
    await second;
    await clock.pause(HOUR_MS);
  });
});
