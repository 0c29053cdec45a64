import assert from 'node:assert/strict';
import { it } from 'node:test';
import { WriteProbe } from './write-probe.ts';

function createProbe() {
  const state = { now: 0, writes: 0, isFull: false };
  const probe = new WriteProbe(
    async () => {
      state.writes += 1;
      if (!state.isFull) return;
      probe.noteFailure();
      throw new Error('full');
    },
    () => state.now,
  );
  return { state, probe };
}

it('writes at most once in five seconds', async () => {
  const { state, probe } = createProbe();
  for (const now of [0, 1, 4_999]) {
    state.now = now;
    await probe.check();
  }
  assert.equal(state.writes, 1);
  state.now = 5_000;
  await probe.check();
  assert.equal(state.writes, 2);
});

it('writes at the next check after a failure, until a write succeeds', async () => {
  const { state, probe } = createProbe();
  await probe.check();
  state.isFull = true;
  await probe.check();
  probe.noteFailure();
  await assert.rejects(probe.check(), /full/);
  await assert.rejects(probe.check(), /full/);
  state.isFull = false;
  await probe.check();
  await probe.check();
  assert.equal(state.writes, 4);
});

it('ignores its own success when another write failed meanwhile', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let writes = 0;
  const probe = new WriteProbe(
    () => {
      writes += 1;
      return promise;
    },
    () => 0,
  );
  const first = probe.check();
  probe.noteFailure();
  resolve();
  await first;
  await probe.check();
  await probe.check();
  assert.equal(writes, 2);
});
