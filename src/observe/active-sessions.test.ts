import assert from 'node:assert/strict';
import { it } from 'node:test';
import { activeSessions } from './active-sessions.ts';

it('counts in steps, and again only after 15 seconds', async () => {
  let now = 1_000;
  const asked: number[] = [];
  const steps = [
    { count: 5_000, upToMs: 2_000 },
    { count: 5_003, upToMs: 3_000 },
    { count: 1, upToMs: null },
  ];
  const counter = {
    countExpiring: async (afterMs: number) => {
      asked.push(afterMs);
      return steps[(asked.length - 1) % steps.length] ?? { count: 0, upToMs: null };
    },
  };
  const count = activeSessions({ counter, clock: { now: () => now } });
  assert.deepEqual(await Promise.all([count(), count()]), [10_004, 10_004]);
  assert.deepEqual(asked, [1_000, 2_000, 3_000]);
  now += 14_999;
  assert.equal(await count(), 10_004);
  assert.equal(asked.length, 3);
  now += 1;
  await count();
  assert.deepEqual(asked.slice(3), [16_000, 2_000, 3_000]);
});

it('tries again after a failure', async () => {
  let failing = true;
  const counter = {
    countExpiring: async () => {
      if (failing) throw new Error('no database');
      return { count: 7, upToMs: null };
    },
  };
  const count = activeSessions({ counter, clock: { now: () => 0 } });
  await assert.rejects(count(), /no database/);
  failing = false;
  assert.equal(await count(), 7);
});
