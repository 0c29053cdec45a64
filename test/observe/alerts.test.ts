/** The alert rules for Prometheus only use metrics that exist. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { Metrics } from '../../src/observe/metrics.ts';

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  }[];
}

/** Metrics of Prometheus itself, for each server that it scrapes. */
const OWN_METRICS = ['up'];
const METRIC = /\b[a-z]\w*(?=\{)/g;

function metricsOfServer(): Metrics {
  const metrics = new Metrics({
    product: { name: 'Ticketoffice', version: '0.0.0' },
    database: { type: 'PostgreSQL', version: '18' },
    countActiveSessions: async () => 0,
    passwords: { running: 0, waiting: 0 },
    logins: { waiting: 0 },
    audit: { recorded: 0, waiting: 0 },
    swept: new Map(),
    cacheLookups: new Map(),
    pool: () => ({ total: 0, idle: 0, waiting: 0 }),
  });
  metrics.requests.observe({
    protocol: 'soap',
    operation: 'User.GetAccessToken',
    outcome: 'succeeded',
    status: 200,
    durationMs: 1,
  });
  return metrics;
}

test('every metric of every alert is exported by a server', async () => {
  const told = await metricsOfServer().registry.metrics();
  const file = new URL('../../docs/prometheus-alerts.yaml', import.meta.url);
  const { groups } = parse(readFileSync(file, 'utf8')) as Rules;
  const rules = groups.flatMap((group) => group.rules);
  assert.ok(rules.length >= 10);
  for (const { alert, expr, annotations } of rules) {
    assert.ok(annotations['summary'] && annotations['description'], alert);
    const names = expr.match(METRIC) ?? [];
    assert.ok(names.length > 0, `${alert}: ${expr}`);
    for (const name of names.filter((each) => !OWN_METRICS.includes(each))) {
      assert.match(told, new RegExp(`^${name}(?:\\{| )`, 'm'), `${alert}: ${name}`);
    }
  }
});
