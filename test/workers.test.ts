/** Several worker processes on one port with one database. Nothing is lost if one is killed. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it, type TestContext } from 'node:test';
import { withRegistry } from '../src/cli/data-option.ts';
import { findTenantServices } from '../src/cli/tenant-option.ts';
import { TransportError } from '../src/client/client.ts';
import { onsiteTenant } from '../src/domain/tenants/tenant.ts';
import { createInstallation } from '../src/storage/data-directory.ts';
import { ServerProcess } from './support/server-process.ts';
import { addUser } from './support/test-installation.ts';
import { ticketOf, tokenFor } from './support/typed-calls.ts';

const WORKERS = 3;
const LIMIT = { timeout: 60_000 };
const user = { userName: 'anna', password: 'open sesame' };

let folder = '';
let data = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  data = join(folder, 'data');
  const company = { tenant: onsiteTenant('') };
  const { stores } = await createInstallation(data, company, Date.now());
  await stores.close();
  await withRegistry({ data }, async (registry) => {
    await addUser(await findTenantServices(registry, undefined), user.userName, user.password);
  });
});
after(() => rm(folder, { recursive: true, force: true }));

/** Returns the primary process and the URL of all workers. */
async function serve(context: TestContext, ...flags: string[]) {
  const args = ['serve', '--data', data, '--port', '0', '--workers', `${WORKERS}`, ...flags];
  const server = ServerProcess.start(context, args);
  return { server, url: await server.ready() };
}

/** Returns the processes that the given one has started. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Connections are distributed to the workers in turn. */
const logIn = (url: string) => ticketOf(url, user);

const skip = process.platform !== 'linux' && 'needs /proc';

it('a killed worker is replaced, and tickets stay valid', {
  ...LIMIT,
  skip,
}, async (context) => {
  const { server, url } = await serve(context);
  const tickets = await Promise.all(Array.from({ length: 6 }, () => logIn(url)));
  const before = await childrenOf(server.pid);
  assert.equal(before.length, WORKERS);
  let readyCount = WORKERS;
  for (const pid of before) {
    process.kill(pid, 'SIGKILL');
    await server.waitForLine(new RegExp(`"worker":${pid},.*a worker ended`));
    for (const ticket of tickets) assert.match(await retried(() => tokenFor(url, ticket)), /^8A:/);
    readyCount += 1;
    await waitForReady(server, readyCount);
  }
  const after = await childrenOf(server.pid);
  assert.equal(after.length, WORKERS);
  assert.deepEqual(
    after.filter((pid) => before.includes(pid)),
    [],
  );
  server.kill('SIGTERM');
  assert.equal(await server.exited, 0, server.stderr);
  for (const pid of after) assert.throws(() => process.kill(pid, 0));
});

/** Waits until this many workers have become ready since the start. */
async function waitForReady(server: ServerProcess, count: number): Promise<void> {
  await server.waitFor((stdout) => (stdout.match(/a worker is ready/g)?.length ?? 0) >= count);
}

/** Retries, as clients do after their connection was closed. */
async function retried<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TransportError) || tries === 5) throw error;
    }
  }
}

it('a ticket that another process revokes is refused by all workers', LIMIT, async (context) => {
  const { url } = await serve(context);
  const ticket = await logIn(url);
  for (let count = 0; count < 2 * WORKERS; count += 1) await tokenFor(url, ticket);
  await withRegistry({ data }, async (registry) => {
    const { stores, sessions } = await findTenantServices(registry, undefined);
    const session = await sessions.open(ticket);
    await stores.tickets.remove(session?.ticket.id ?? '');
  });
  for (let count = 0; count < 2 * WORKERS; count += 1) {
    await assert.rejects(tokenFor(url, ticket), /Authentication failed!/);
  }
});

it('workers end when the primary process ends', { ...LIMIT, skip }, async (context) => {
  const { server } = await serve(context);
  const workers = await childrenOf(server.pid);
  server.kill('SIGKILL');
  await server.exited;
  for (const pid of workers) await assertEnds(pid);
});

async function assertEnds(pid: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
    if (status === null || /^State:\s+Z/m.test(status)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`the worker ${pid} goes on`);
}

it('the reason why workers cannot serve is logged once', LIMIT, async (context) => {
  const { url } = await serve(context);
  const { port } = new URL(url);
  const args = ['serve', '--data', data, '--port', port, '--workers', `${WORKERS}`];
  const second = ServerProcess.start(context, args);
  assert.equal(await second.exited, 1);
  assert.equal(second.stderr.match(/something listens there already/g)?.length, 1, second.stderr);
});

it('the metrics of all workers are combined', LIMIT, async (context) => {
  const { server, url } = await serve(context, '--metrics-port', '0');
  const told = /"url":"([^"]+)","msg":"metrics are served"/;
  const [, metricsUrl = ''] = await server.waitForLine(told);
  const held = await countTickets();
  const ticket = await logIn(url);
  for (let count = 0; count < 2 * WORKERS; count += 1) await tokenFor(url, ticket);
  const text = await (await fetch(metricsUrl)).text();
  const issued = `ticketoffice_requests_total{.*operation="User.GetAccessToken".*} ${2 * WORKERS}`;
  assert.match(text, new RegExp(`^${issued}$`, 'm'));
  assert.match(text, new RegExp(`^ticketoffice_active_sessions ${held + 1}$`, 'm'));
});

async function countTickets(): Promise<number> {
  return withRegistry({ data }, async (registry) => {
    const { stores } = await findTenantServices(registry, undefined);
    return (await stores.tickets.listLive(Date.now(), 1_000)).length;
  });
}
