/** Checks the simulation of a day, with the costs that are checked in. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCosts } from '../bench/simulation/costs.ts';
import { makeDayCurve } from '../bench/simulation/day-curve.ts';
import { usesPerSecond } from '../bench/simulation/demand.ts';
import { calmDay, hardDay } from '../bench/simulation/plan.ts';
import { ProcessGroup } from '../bench/simulation/process-group.ts';
import { simulateDay } from '../bench/simulation/simulate-day.ts';

const SMALL = { users: 100_000, tokensPerDay: 1_000_000_000 };

describe('the simulation of a day', () => {
  it('gives the same result with the same seed, and another with another', async () => {
    const costs = await readCosts();
    const plan = { ...hardDay, ...SMALL };
    const first = simulateDay(plan, costs);
    assert.deepEqual(simulateDay(plan, costs), first);
    assert.notDeepEqual(simulateDay({ ...plan, seed: plan.seed + 1 }, costs), first);
    assert.ok(Math.abs(first.tokens / SMALL.tokensPerDay - 1) < 0.01);
  });

  it('sends requests again only when nodes fail', async () => {
    const costs = await readCosts();
    assert.equal(simulateDay({ ...calmDay, ...SMALL }, costs).sentAgain, 0);
    assert.ok(simulateDay({ ...hardDay, ...SMALL }, costs).sentAgain > 0);
  });

  it('finds fewer records in a small cache', async () => {
    const costs = await readCosts();
    const plan = { ...calmDay, ...SMALL, routing: 'any' } as const;
    const small = simulateDay({ ...plan, cachedTicketsMax: 10 }, costs);
    assert.ok(small.hitShareMean < simulateDay(plan, costs).hitShareMean / 2);
  });
});

it('distributes the whole day', () => {
  const { shares, peak } = makeDayCurve();
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
  assert.equal(peak, Math.max(...shares));
});

it('counts at most one use of a ticket in a minute at each process', () => {
  assert.ok(usesPerSecond(1e9, 60, 1) <= 1);
  assert.ok(usesPerSecond(1e9, 60, 4) > 3.9);
  assert.equal(usesPerSecond(1, 0, 1), 0);
});

it('lets work wait that a process cannot do, and empties its cache when it fails', () => {
  const group = new ProcessGroup();
  group.learn(50, 100, 1_000);
  assert.equal(group.hitShare(100), 0.5);
  const work = { workSeconds: 1.5, logins: 0, loginSeconds: 0.03 };
  assert.equal(group.serve(work).delaySeconds, 0.5);
  assert.ok(group.serve({ ...work, logins: 1_000 }).refusedLogins > 700);
  group.fail(10, 60);
  assert.equal(group.hitShare(100), 0);
  assert.ok(!group.isUp(69) && group.isUp(70));
});
