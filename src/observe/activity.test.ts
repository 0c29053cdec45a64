import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Activity, MINUTE_MS } from './activity.ts';

const request = {
  protocol: 'soap',
  operation: 'User.GetAccessToken',
  outcome: 'succeeded',
  status: 200,
  durationMs: 0.3,
} as const;

it('counts requests by minute, operation and outcome', () => {
  let nowMs = 100 * MINUTE_MS;
  const activity = new Activity(() => nowMs);
  activity.observe(request);
  activity.observe({ ...request, outcome: '', status: 500, durationMs: 1e9 });
  activity.observe({ ...request, protocol: 'health' });
  nowMs += MINUTE_MS;
  activity.observe({ ...request, operation: null });
  activity.observeRefusal('ticket-expired');
  const [first, second, ...others] = activity.minutes();
  assert.deepEqual([first?.minute, second?.minute, others.length], [100, 101, 0]);
  const [counted] = first?.operations ?? [];
  assert.deepEqual(counted?.outcomes, [
    ['succeeded', 1],
    ['500', 1],
  ]);
  assert.deepEqual([counted?.buckets[3], counted?.buckets.at(-1)], [1, 1]);
  assert.equal(second?.operations[0]?.operation, '');
  assert.deepEqual(second?.reasons, [['ticket-expired', 1]]);
});

it('forgets what is older than an hour, and begins again when the clock goes back', () => {
  let nowMs = 100 * MINUTE_MS;
  const activity = new Activity(() => nowMs);
  for (let minute = 0; minute < 70; minute += 1) {
    activity.observe(request);
    nowMs += MINUTE_MS;
  }
  assert.equal(activity.minutes().length, 59);
  nowMs += 60 * MINUTE_MS;
  assert.deepEqual(activity.minutes(), []);
  nowMs = MINUTE_MS;
  activity.observe(request);
  assert.deepEqual(
    activity.minutes().map(({ minute }) => minute),
    [1],
  );
});

it('keeps no more names than there can be', () => {
  const activity = new Activity(() => 0);
  for (let index = 0; index < 1000; index += 1) {
    activity.observe({ ...request, operation: `${index}`, outcome: `${index}` });
    activity.observeRefusal(`${index}`);
  }
  const [minute] = activity.minutes();
  assert.equal(minute?.operations.length, 301);
  assert.equal(minute?.reasons.length, 301);
  const other = minute?.operations.find(({ operation }) => operation === 'other');
  assert.equal(
    other?.outcomes.reduce((sum, [, count]) => sum + count, 0),
    700,
  );
});
