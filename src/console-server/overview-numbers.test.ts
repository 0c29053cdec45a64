import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Activity, MINUTE_MS } from '../observe/activity.ts';
import { overviewNumbers } from './overview-numbers.ts';

const NOW_MS = Date.parse('2031-01-31T12:00:30Z');
const request = {
  protocol: 'soap',
  operation: 'User.GetAccessToken',
  outcome: 'succeeded',
  status: 200,
  durationMs: 1,
} as const;

function activityAt(nowMs: number, outcomes: readonly string[], durationMs = 1): Activity {
  const activity = new Activity(() => nowMs);
  for (const outcome of outcomes) activity.observe({ ...request, outcome, durationMs });
  return activity;
}

it('adds the counts of several processes, minute by minute', () => {
  const one = activityAt(NOW_MS, ['succeeded', 'SoSessionException', 'SoServerException'], 1);
  const other = activityAt(NOW_MS, ['login-refused', 'inactive'], 100);
  const old = activityAt(NOW_MS - 5 * MINUTE_MS, ['succeeded']);
  const older = activityAt(NOW_MS - 61 * MINUTE_MS, ['succeeded']);
  one.observeRefusal('ticket-expired');
  other.observeRefusal('ticket-expired');
  const minutes = [one, other, old, older].flatMap((activity) => activity.minutes());
  const { intervals, operations, refusals } = overviewNumbers(minutes, NOW_MS, true);
  assert.equal(intervals.length, 60);
  const { from, p50Ms, p99Ms, ...counts } = intervals.at(-1) ?? {};
  assert.equal(from, '2031-01-31T12:00:00.000Z');
  assert.deepEqual(counts, { requests: 5, refused: 2, failed: 1 });
  assert.ok(Number(p50Ms) >= 1 && Number(p50Ms) < 1.6, `${p50Ms}`);
  assert.ok(Number(p99Ms) >= 100 && Number(p99Ms) < 160, `${p99Ms}`);
  assert.equal(intervals.at(-6)?.requests, 1);
  assert.deepEqual([intervals[0]?.requests, intervals[0]?.p50Ms], [0, null]);
  assert.deepEqual([operations[0]?.operation, operations[0]?.requests], ['User/GetAccessToken', 6]);
  assert.deepEqual(refusals, [{ reason: 'ticket-expired', count: 2 }]);
});

it('counts the words of the log as reasons when there is no journal', () => {
  const activity = activityAt(NOW_MS, ['SoSessionException', 'succeeded', 'SoSessionException']);
  const { refusals } = overviewNumbers(activity.minutes(), NOW_MS, false);
  assert.deepEqual(refusals, [{ reason: 'SoSessionException', count: 2 }]);
});
