/** Request ids, health and metrics of a running server. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { callService, logIn, operations } from '../support/service-calls.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const PASSWORD = 'fjord-4711';
const logged: Record<string, unknown>[] = [];
const log = pino(
  { level: 'debug' },
  { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
);
let installation: TestInstallation;
let origin: string;

before(async () => {
  installation = await TestInstallation.create('onsite');
  await addUser(await installation.servicesOf(), 'anna', PASSWORD);
  origin = await installation.serve({ metricsPort: 0 }, null, log);
});
after(() => installation.close());

const login = () =>
  logIn(origin, { service: 'SoPrincipal', body: operations.byPassword('anna', PASSWORD) });

const idOf = async (path: string, headers: Record<string, string> = {}, at = origin) => {
  const response = await fetch(at + path, { headers });
  await response.arrayBuffer();
  return response.headers.get('x-request-id') ?? '';
};

describe('a request has an id', () => {
  const paths = ['/', '/Remote/Services88/User.svc?wsdl', '/api', '/oauth2/token', '/health/live'];

  it('in its answer and in its log line', async () => {
    const ids = [];
    for (const path of paths) ids.push(await idOf(path));
    assert.equal(new Set(ids).size, paths.length);
    for (const id of ids) {
      assert.match(id, /^[0-9a-f]{12}-[0-9a-z]+$/);
      assert.equal(logged.filter(({ requestId }) => requestId === id).length, 1, id);
    }
  });

  it('which only a trusted proxy may choose, in a limited form', async (context) => {
    const own = await TestInstallation.create('onsite');
    context.after(() => own.close());
    const behindProxy = await own.serve({ trustedProxies: ['127.0.0.1'] });
    const given = { 'X-Request-Id': 'from-proxy.42' };
    for (const path of paths) {
      assert.equal(await idOf(path, given, behindProxy), 'from-proxy.42');
      assert.notEqual(await idOf(path, given), 'from-proxy.42');
    }
    for (const bad of ['short', 'with space 1', '"quoted-id"', 'x'.repeat(65), '-leading-1']) {
      assert.notEqual(await idOf('/', { 'X-Request-Id': bad }, behindProxy), bad);
    }
  });

  it('which is logged with an unexpected error', async (context) => {
    const { associates } = (await installation.servicesOf()).stores;
    context.mock.method(associates, 'findByName', async () => {
      throw new Error('broken on purpose');
    });
    const { headers } = await callService(origin, {
      service: 'SoPrincipal',
      body: operations.byPassword('anna', PASSWORD),
    });
    const line = logged.find(({ msg }) => msg === 'an operation failed unexpectedly');
    assert.equal(line?.['requestId'], headers.get('x-request-id'));
  });
});

describe('health', () => {
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(origin + path, { method });
    return `${response.status} ${(await response.text()).trim()}`;
  };

  it('is live and ready without credentials', async () => {
    assert.equal(await ask('/health/live'), '200 live');
    assert.equal(await ask('/health/ready'), '200 ready');
    assert.equal(await ask('/health/ready', 'HEAD'), '200 ');
    assert.match(await ask('/health/live', 'POST'), /^405 /);
    assert.match(await ask('/health'), /^404 /);
  });

  it('is not ready when the database does not answer', async (context) => {
    const own = await TestInstallation.create('onsite');
    context.after(() => own.close());
    const at = await own.serve();
    const ping = context.mock.method(
      own.registry.stores,
      'ping',
      () => new Promise<void>(() => {}),
    );
    const answers = await Promise.all([1, 2, 3].map(() => fetch(`${at}/health/ready`)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [503, 503, 503],
    );
    assert.equal(ping.mock.callCount(), 1, 'concurrent requests share one ping');
    assert.equal((await fetch(`${at}/health/live`)).status, 200);
  });
});

describe('metrics', () => {
  const seriesValue = (text: string, series: string) => {
    const [, value] =
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ') ?? [];
    return value === undefined ? null : Number(value);
  };
  const loginCount = (text: string, outcome: string) =>
    seriesValue(
      text,
      `ticketoffice_requests_total{protocol="soap",operation="SoPrincipal.AuthenticateUsernamePassword",outcome="${outcome}"}`,
    );

  it('count requests by protocol, operation and outcome', async () => {
    const before = loginCount(await installation.metrics(), 'succeeded') ?? 0;
    await login();
    await callService(origin, {
      service: 'SoPrincipal',
      body: operations.byPassword('anna', 'wrong'),
    });
    const text = await installation.metrics();
    assert.equal(loginCount(text, 'succeeded'), before + 1);
    assert.ok((loginCount(text, 'login-refused') ?? 0) >= 1);
    const series = '{protocol="soap",operation="SoPrincipal.AuthenticateUsernamePassword"';
    const name = 'ticketoffice_request_duration_seconds';
    const count = seriesValue(text, `${name}_count${series}}`) ?? 0;
    assert.ok(count >= 2);
    assert.equal(seriesValue(text, `${name}_bucket${series},le="+Inf"}`), count);
    assert.equal(
      seriesValue(text, `${name}_bucket${series},le="0.0005"}`),
      0,
      'a password takes longer',
    );
  });

  it('cover sessions, caches, passwords, the audit trail and Node', async () => {
    const { ticket } = await login();
    await callService(origin, { service: 'User', ticket, body: operations.getAccessToken() });
    const text = await installation.metrics();
    assert.notEqual(seriesValue(text, 'ticketoffice_active_sessions'), null);
    assert.ok((seriesValue(text, 'ticketoffice_cache_hits_total{cache="tickets"}') ?? 0) >= 0);
    assert.ok((seriesValue(text, 'ticketoffice_cache_misses_total{cache="tickets"}') ?? 0) >= 1);
    assert.equal(seriesValue(text, 'ticketoffice_password_hashings{state="running"}'), 0);
    assert.ok((seriesValue(text, 'ticketoffice_audit_events_total') ?? 0) >= 1);
    assert.ok((seriesValue(text, 'nodejs_eventloop_lag_p99_seconds') ?? 0) > 0);
    assert.match(
      text,
      /^ticketoffice_build_info\{version="[\d.]+",node="[\d.]+",database="SQLite /m,
    );
  });

  it('are not served on the port for clients', async () => {
    assert.equal((await fetch(`${origin}/metrics`)).status, 404);
  });
});
