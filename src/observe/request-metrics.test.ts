import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RequestMetrics } from './request-metrics.ts';

const request = (durationMs: number, changes: object = {}) => ({
  protocol: 'soap',
  operation: 'User.GetAccessToken',
  outcome: 'succeeded',
  status: 200,
  durationMs,
  ...changes,
});

it("counts a duration that equals a bucket's limit in that bucket", () => {
  const metrics = new RequestMetrics();
  for (const durationMs of [0.1, 0.5, 0.6, 10_000, 10_001]) metrics.observe(request(durationMs));
  const values = metrics.durations().values;
  const byBound = new Map(values.map(({ labels, value }) => [labels['le'], value]));
  assert.equal(byBound.get(0.0005), 2);
  assert.equal(byBound.get(0.001), 3);
  assert.equal(byBound.get(10), 4);
  assert.equal(byBound.get('+Inf'), 5);
  const sum = values.find(({ metricName }) => metricName?.endsWith('_sum'));
  assert.ok(Math.abs((sum?.value ?? 0) - 20.0022) < 1e-9);
});

it('labels requests without operation or outcome, and limits the series', () => {
  const metrics = new RequestMetrics();
  metrics.observe(request(1, { operation: null, outcome: '', status: 404 }));
  for (let n = 0; n < 5000; n += 1) metrics.observe(request(1, { operation: `o${n}` }));
  for (let n = 0; n < 5000; n += 1) metrics.observe(request(1, { outcome: `o${n}` }));
  const { values } = metrics.requests();
  assert.deepEqual(values[0]?.labels, { protocol: 'soap', operation: 'none', outcome: '404' });
  assert.ok(values.length < 3020, `${values.length}`);
  const total = values.reduce((sum, { value }) => sum + value, 0);
  assert.equal(total, 10_001, 'none is lost');
});
