/** With several workers, the primary process serves one console that knows the requests of all. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it, type TestContext } from 'node:test';
import { withRegistry } from '../src/cli/data-option.ts';
import { findTenantServices } from '../src/cli/tenant-option.ts';
import { onsiteTenant } from '../src/domain/tenants/tenant.ts';
import { createInstallation } from '../src/storage/data-directory.ts';
import { operator } from './support/operator.ts';
import { ServerProcess } from './support/server-process.ts';
import { addUser } from './support/test-installation.ts';
import { ticketOf, tokenFor } from './support/typed-calls.ts';

const WORKERS = 2;
const LIMIT = { timeout: 90_000, skip: process.platform !== 'linux' && 'needs /proc' };
const USER = { userName: 'anna', password: 'open sesame' };
const TOKEN = 'User/GetAccessToken';
const POLL_MS = 50;
const POLLED_MS_MAX = 20_000;

let folder = '';
let data = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  data = join(folder, 'data');
  const company = { tenant: onsiteTenant('') };
  await (await createInstallation(data, company, Date.now())).stores.close();
  await withRegistry({ data }, async (registry) => {
    await addUser(await findTenantServices(registry, undefined), USER.userName, USER.password);
  });
});
after(() => rm(folder, { recursive: true, force: true }));

interface Entry {
  readonly requestId: string;
  readonly operation: string | null;
  readonly messages: { readonly requestBody: string } | null;
}

interface Served {
  readonly server: ServerProcess;
  readonly url: string;
  /** Sends a request to the console as an operator. */
  ask<T>(path: string, body?: object): Promise<T>;
}

async function serve(context: TestContext): Promise<Served> {
  const flags = ['--log-level', 'debug', '--journal-level', 'messages', '--console-port', '0'];
  const args = ['serve', '--data', data, '--port', '0', '--workers', `${WORKERS}`, ...flags];
  const server = ServerProcess.start(context, args);
  const told = /"url":"([^"]+)",.*"msg":"the console is served"/;
  const [, consoleUrl = ''] = await server.waitForLine(told);
  const url = await server.ready();
  const headers = { 'X-Ticketoffice-Console': '1', 'Content-Type': 'application/json' };
  const secret = await makeLink();
  const entered = await fetch(`${consoleUrl}/api/session/link`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ secret }),
  });
  assert.equal(entered.status, 201);
  const [Cookie = ''] = entered.headers.getSetCookie().map((set) => set.split(';')[0]);
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const sent = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    const answer = await fetch(`${consoleUrl}/api${path}`, {
      ...sent,
      headers: { ...headers, Cookie },
    });
    assert.equal(answer.status, 200, path);
    return (await answer.json()) as T;
  };
  return { server, url, ask };
}

function makeLink(): Promise<string> {
  return withRegistry({ data }, async ({ console }) => {
    const identity = { name: 'operator:anna', role: 'operator' } as const;
    return (await console.consoleLogins.makeLink(operator, identity)).secret;
  });
}

/** Asks again until the answer fits. Workers send what they saw a moment later. */
async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + POLLED_MS_MAX;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    assert.ok(performance.now() < deadline, JSON.stringify(answer));
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function entriesOf({ ask }: Served, operation: string, count: number) {
  const find = () => ask<readonly Entry[]>(`/journal?operation=${operation}`);
  return eventually(find, ({ length }) => length >= count);
}

/** The ids of requests in the log, by the process that served them. */
function requestIdsByProcess({ stdout }: ServerProcess): ReadonlyMap<number, readonly string[]> {
  const lines = stdout.split('\n').filter((line) => line.includes('"msg":"request"'));
  const records: readonly LoggedRequest[] = lines.map((line) => JSON.parse(line));
  const grouped = Map.groupBy(records, ({ pid }) => pid);
  return new Map(
    [...grouped].map(([pid, own]) => [pid, own.map(({ requestId }) => requestId)] as const),
  );
}

interface LoggedRequest {
  readonly pid: number;
  readonly requestId: string;
}

/** Gets tokens by as many connections at once. They are distributed to the workers in turn. */
async function getTokens(url: string, ticket: string, count: number): Promise<void> {
  const tokens = await Promise.all(Array.from({ length: count }, () => tokenFor(url, ticket)));
  for (const token of tokens) assert.match(token, /^8A:/);
}

it('the journal and the overview have the requests of all workers', LIMIT, async (context) => {
  const served = await serve(context);
  const ticket = await ticketOf(served.url, USER);
  await getTokens(served.url, ticket, 4 * WORKERS);
  const entries = await entriesOf(served, TOKEN, 4 * WORKERS);
  const recorded = new Set(entries.map(({ requestId }) => requestId));
  assert.equal(recorded.size, 4 * WORKERS);
  const byProcess = requestIdsByProcess(served.server);
  assert.equal(byProcess.size, WORKERS);
  for (const [pid, ids] of byProcess) {
    assert.ok(
      ids.some((id) => recorded.has(id)),
      `nothing of the worker ${pid}`,
    );
  }
  // All workers name the same ticket alike.
  const names = entries.map(({ messages }) => /\{\{ticket \d+\}\}/.exec(messages?.requestBody ?? '')?.[0]);
  assert.equal(new Set(names).size, 1, names.join());
  assert.ok(names[0]);
  const { workers } = await requestsOf(served, TOKEN, 4 * WORKERS);
  assert.equal(workers, WORKERS);
});

interface OverviewAnswer {
  readonly workers: number;
  readonly operations: readonly { readonly operation: string; readonly requests: number }[];
}

/** Waits until the overview counts exactly so many requests. */
function requestsOf({ ask }: Served, operation: string, count: number): Promise<OverviewAnswer> {
  return eventually(
    () => ask<OverviewAnswer>('/overview'),
    ({ operations }) => operations.find((row) => row.operation === operation)?.requests === count,
  );
}

it('a session that the console ends is ended on all workers', LIMIT, async (context) => {
  const { url, ask } = await serve(context);
  const ticket = await ticketOf(url, USER);
  await getTokens(url, ticket, 2 * WORKERS);
  type Tree = { readonly tickets: readonly { readonly id: string; readonly userId: number }[] };
  const { tickets } = await ask<Tree>('/sessions?user=anna');
  const [{ userId } = { userId: 0 }] = tickets;
  const { ended } = await ask<{ ended: number }>('/sessions/end-all', { userId });
  assert.equal(ended, tickets.length);
  const refused = () => assert.rejects(tokenFor(url, ticket), /Authentication failed!/);
  await Promise.all(Array.from({ length: 4 * WORKERS }, refused));
});

it('the console goes on when a worker is killed, and knows the new one', LIMIT, async (context) => {
  const served = await serve(context);
  const { server, url } = served;
  const ticket = await ticketOf(url, USER);
  await getTokens(url, ticket, 2 * WORKERS);
  await requestsOf(served, TOKEN, 2 * WORKERS);
  let readyCount = WORKERS;
  for (const pid of await childrenOf(server.pid)) {
    process.kill(pid, 'SIGKILL');
    await server.waitForLine(new RegExp(`"worker":${pid},.*a worker ended`));
    // What the worker had answered still counts.
    await requestsOf(served, TOKEN, 2 * WORKERS);
    readyCount += 1;
    await server.waitFor((log) => log.match(/a worker is ready/g)?.length === readyCount);
  }
  await getTokens(url, ticket, 2 * WORKERS);
  await entriesOf(served, TOKEN, 4 * WORKERS);
  await requestsOf(served, TOKEN, 4 * WORKERS);
  server.kill('SIGTERM');
  assert.equal(await server.exited, 0, server.stderr);
});

/** The processes that the given one has started. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}
