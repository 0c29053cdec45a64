/** The dashboard for Grafana only uses metrics that exist. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { callService, operations } from '../support/service-calls.ts';
import { addUser, startSession, TestInstallation } from '../support/test-installation.ts';

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

const METRIC = /\b(?:ticketoffice|nodejs|process)_\w+/g;

test('every metric of every panel is exported by a server', async (context) => {
  const installation = await TestInstallation.create('onsite');
  context.after(() => installation.close());
  const services = await installation.servicesOf();
  const ticket = await startSession(services, await addUser(services, 'anna', null));
  const url = await installation.serve({ metricsPort: 0 });
  await callService(url, { service: 'User', ticket, body: operations.getAccessToken() });
  const told = await installation.metrics();
  const file = new URL('../../docs/grafana-dashboard.json', import.meta.url);
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
  assert.ok(panels.length >= 10);
  for (const { title, targets } of panels) {
    for (const { expr } of targets) {
      const names = expr.match(METRIC) ?? [];
      assert.ok(names.length > 0, `${title}: ${expr}`);
      for (const name of names) {
        assert.match(told, new RegExp(`^${name}(?:\\{| )`, 'm'), `${title}: ${name}`);
      }
    }
  }
});
