/** What every test server must do, in this process or elsewhere. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import type { TestServer } from '../../src/testing/test-server.ts';

export const START = new Date('2030-01-01T00:00:00.000Z');
const HOUR_MS = 3_600_000;

export interface SuiteOptions {
  readonly online?: boolean;
}

/** Opens a server whose clock is frozen at `START`, with the seed of the demo. */
export type OpenServer = (context: TestContext, options?: SuiteOptions) => Promise<TestServer>;

/** The status of a call as the user of the ticket. */
async function statusAs({ url }: TestServer, ticket: string): Promise<number> {
  const headers = { Authorization: `SOTicket ${ticket}` };
  return (await fetch(`${url}/api/v1/User/currentPrincipal`, { headers })).status;
}

/** A seed that adds a user. */
function seedWith(name: string): object {
  return {
    mode: 'onsite',
    company: 'Fjord Shipping AS',
    users: [{ name, password: 'Sea-gull-42' }],
  };
}

async function requireCode(work: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof Error && 'code' in error, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

export function suiteOfTestServers(open: OpenServer): void {
  itTellsAddresses(open);
  itIssuesCredentials(open);
  itHasAClock(open);
  itReturnsToStates(open);
  itInjectsFaults(open);
  itKeepsAJournal(open);
}

function itTellsAddresses(open: OpenServer): void {
  it('tells its addresses on-site', async (context) => {
    const server = await open(context);
    assert.equal(server.url, `http://127.0.0.1:${server.port}`);
    assert.equal(server.controlUrl, `${server.url}/__ticketoffice/`);
    assert.deepEqual([server.isOnline, server.newestVersion], [false, '88']);
    assert.equal(server.controlToken, null);
    const wsdl = await fetch(server.wsdlUrl('User'));
    assert.ok((await wsdl.text()).includes(`location="${server.soapUrl('User')}"`));
    const older = server.soapUrl('SoPrincipal', { version: '84' });
    assert.equal(older, `${server.url}/Remote/Services84/SoPrincipal.svc`);
    assert.equal(server.oauthIssuer(), server.url);
    assert.throws(() => server.soapUrl('User', { tenant: 'Cust12345' }), /has no tenants/);
  });

  it('tells its addresses Online', async (context) => {
    const server = await open(context, { online: true });
    assert.equal(server.isOnline, true);
    const tenant = 'Cust12345';
    assert.equal((await fetch(server.wsdlUrl('User', { tenant }))).status, 200);
    assert.equal(server.oauthIssuer(tenant), `${server.url}/${tenant}`);
    assert.throws(() => server.oauthIssuer(), /Name the tenant/);
  });
}

function itIssuesCredentials(open: OpenServer): void {
  it('issues and expires tickets without a password', async (context) => {
    const server = await open(context);
    const ticket = await server.issueTicket({ user: 'demo' });
    assert.equal(await statusAs(server, ticket), 200);
    await server.expireTicket(ticket);
    assert.equal(await statusAs(server, ticket), 401);
    await requireCode(server.expireTicket(ticket), 'not-found', /ticket/);
    await requireCode(server.issueTicket({ user: 'nobody' }), 'not-found', /"nobody" does not/);
  });

  it('issues access tokens without a password', async (context) => {
    const server = await open(context, { online: true });
    const place = { user: 'demo', tenant: 'Cust12345' };
    const application = 'Demo Integration';
    assert.match(await server.issueAccessToken({ ...place, application }), /^8A:/);
    const inSession = server.issueAccessToken({ ...place, application, csSession: true });
    assert.match(await inSession, /^8A:/);
    await requireCode(server.issueAccessToken(place), 'application-refused', /application/i);
    const unknown = server.issueAccessToken({ ...place, application: 'Nothing' });
    await requireCode(unknown, 'not-found', /"Nothing"/);
  });

  it('applies seeds as objects, as files and of the demo', async (context) => {
    const server = await open(context);
    await server.applySeed(seedWith('Åse'));
    await server.issueTicket({ user: 'Åse' });
    const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-seed-'));
    context.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'seed.yaml');
    await writeFile(file, 'mode: onsite\ncompany: Fjord\nusers:\n  - name: jorun\n');
    await server.applySeed(file);
    await server.issueTicket({ user: 'jorun' });
    await server.applySeed('demo');
    await requireCode(
      server.applySeed({ mode: 'onsite', compny: 'A' }),
      'invalid-argument',
      /compny/,
    );
    await requireCode(
      server.applySeed({ mode: 'online' }),
      'conflict',
      /this installation is onsite/,
    );
    await assert.rejects(server.applySeed(join(folder, 'missing.yaml')), { code: 'ENOENT' });
  });
}

function itHasAClock(open: OpenServer): void {
  it('moves, freezes and resumes the clock', async (context) => {
    const { clock } = await open(context);
    const nowMs = async () => (await clock.now()).getTime();
    assert.deepEqual([await nowMs(), await clock.isFrozen()], [START.getTime(), true]);
    await clock.advance('PT6H');
    assert.equal(await nowMs(), START.getTime() + 6 * HOUR_MS);
    await clock.advance(HOUR_MS);
    assert.equal(await nowMs(), START.getTime() + 7 * HOUR_MS);
    await clock.set(START);
    assert.equal(await nowMs(), START.getTime());
    await clock.resume();
    assert.equal(await clock.isFrozen(), false);
    assert.ok((await nowMs()) >= START.getTime());
    await clock.freeze();
    assert.equal(await nowMs(), await nowMs());
    await requireCode(clock.advance('6 hours'), 'invalid-argument', /"6 hours" is no duration/);
    await requireCode(clock.advance(-1), 'invalid-argument', /-1 is no duration/);
    await requireCode(clock.set(new Date(-1)), 'invalid-argument', /valid Date, from 1970 to 9999/);
    await requireCode(
      clock.set(new Date('x')),
      'invalid-argument',
      /valid Date, from 1970 to 9999/,
    );
  });

  it('ends tickets when the clock has passed their time', async (context) => {
    const server = await open(context);
    const ticket = await server.issueTicket({ user: 'demo' });
    await server.clock.advance('6h');
    assert.equal(await statusAs(server, ticket), 401);
  });
}

function itReturnsToStates(open: OpenServer): void {
  it('resets records, clock and states', async (context) => {
    const server = await open(context);
    await server.applySeed(seedWith('Åse'));
    const ticket = await server.issueTicket({ user: 'Åse' });
    await server.clock.resume();
    await server.saveState('later');
    await server.reset();
    assert.deepEqual(await server.clock.now(), START);
    assert.equal(await server.clock.isFrozen(), true);
    assert.deepEqual(await server.listStates(), []);
    assert.equal(await statusAs(server, ticket), 401);
    await requireCode(server.issueTicket({ user: 'Åse' }), 'not-found', /Åse/);
    await server.issueTicket({ user: 'demo' });
  });

  it('saves, lists, restores and removes states', async (context) => {
    const server = await open(context);
    const name = 'logged in/ø?';
    const ticket = await server.issueTicket({ user: 'demo' });
    await server.saveState(name);
    await server.saveState('b');
    assert.deepEqual(await server.listStates(), [name, 'b']);
    await server.clock.advance('1d');
    assert.equal(await statusAs(server, ticket), 401);
    await server.restoreState(name);
    assert.deepEqual(await server.clock.now(), START);
    assert.equal(await statusAs(server, ticket), 200);
    await server.removeState(name);
    assert.deepEqual(await server.listStates(), ['b']);
    await requireCode(server.restoreState(name), 'not-found', /There is no state .* were saved: b/);
    await requireCode(server.removeState(name), 'not-found', /There is no state/);
    const long = 'x'.repeat(101);
    await requireCode(server.saveState(long), 'invalid-argument', /1 to 100 characters/);
  });
}

function itInjectsFaults(open: OpenServer): void {
  it('injects, lists, counts and removes faults', async (context) => {
    const server = await open(context);
    const ticket = await server.issueTicket({ user: 'demo' });
    const rule = {
      match: { protocol: 'rest' },
      skip: 1,
      effect: { kind: 'status', status: 503, retryAfterSeconds: 2 },
    } as const;
    const fault = await server.faults.inject(rule);
    const other = await server.faults.inject({ effect: { kind: 'hang' }, times: 'always' });
    assert.deepEqual(fault.rule, rule);
    assert.equal(await fault.hits(), 0);
    await other.remove();
    await other.remove();
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push(await statusAs(server, ticket));
    assert.deepEqual(statuses, [200, 503, 200]);
    assert.equal(await fault.hits(), 1);
    const listed = await server.faults.list();
    assert.deepEqual(
      listed.map(({ id }) => id),
      [fault.id],
    );
    assert.deepEqual([listed[0]?.rule, await listed[0]?.hits()], [rule, 1]);
    await server.faults.clear();
    assert.deepEqual(await server.faults.list(), []);
  });

  it('refuses faults that cannot be', async (context) => {
    const { faults } = await open(context);
    const status = { kind: 'status', status: 200 } as const;
    await requireCode(faults.inject({ effect: status }), 'invalid-argument', /effect\.status: /);
    const none = faults.inject({ effect: status, times: 0 });
    await requireCode(none, 'invalid-argument', /times: /);
    for (let count = 0; count < 100; count += 1) await faults.inject({ effect: { kind: 'empty' } });
    await requireCode(faults.inject({ effect: { kind: 'empty' } }), 'conflict', /100 faults/);
  });

  it('has no faults after a reset', async (context) => {
    const server = await open(context);
    await server.faults.inject({ effect: { kind: 'empty' }, times: 'always' });
    await server.reset();
    assert.deepEqual(await server.faults.list(), []);
    assert.equal(await statusAs(server, await server.issueTicket({ user: 'demo' })), 200);
  });
}

function itKeepsAJournal(open: OpenServer): void {
  it('lists, counts and forgets requests', async (context) => {
    const server = await open(context);
    const { requests } = server;
    const ticket = await server.issueTicket({ user: 'demo' });
    assert.equal(await statusAs(server, ticket), 200);
    await server.clock.advance('1d');
    assert.equal(await statusAs(server, ticket), 401);
    const [first, second, ...others] = await requests.list();
    assert.ok(first && second && others.length === 0);
    assert.deepEqual(
      [first.outcome, first.user, first.atMs],
      ['succeeded', 'demo', START.getTime()],
    );
    assert.deepEqual([second.number, second.outcome], [2, 'refused']);
    assert.ok(first.messages && !JSON.stringify(first).includes(ticket));
    const reason = second.refusal?.reason ?? '';
    assert.deepEqual(await requests.list({ outcome: 'refused', reason }), [second]);
    assert.deepEqual(await requests.list({ fromNumber: 2, protocol: 'rest' }), [second]);
    assert.deepEqual(await requests.list({ sinceMs: START.getTime() + 1 }), [second]);
    const user = { user: 'DEMO', operation: 'currentPrincipal' };
    assert.deepEqual([await requests.count(), await requests.count(user)], [2, 1]);
    assert.equal(await requests.count({ tenant: 'Cust12345' }), 0);
    await requests.clear();
    assert.deepEqual(await requests.list(), []);
  });

  it('refuses conditions that there are not', async (context) => {
    const { requests } = await open(context);
    const misspelt = { opertion: 'GetAccessToken' };
    const told = /opertion: not known here; expected operation, /;
    await requireCode(requests.list(misspelt as object), 'invalid-argument', told);
    await requireCode(requests.count(misspelt as object), 'invalid-argument', told);
    await requireCode(requests.waitFor(misspelt as object), 'invalid-argument', told);
  });

  it('waits for requests', async (context) => {
    const server = await open(context);
    const ticket = await server.issueTicket({ user: 'demo' });
    const waiting = server.requests.waitFor({ outcome: 'succeeded' }, { count: 2 });
    await statusAs(server, ticket);
    await statusAs(server, '7T:wrong');
    await statusAs(server, ticket);
    const entries = await waiting;
    assert.deepEqual(
      entries.map(({ status }) => status),
      [200, 200],
    );
    const late = server.requests.waitFor({ user: 'astrid' }, { timeoutMs: 50 });
    await requireCode(late, 'timeout', /After 50 ms, 0 of 1 expected .*currentPrincipal/);
  });

  it('ends a wait when it is told to', async (context) => {
    const server = await open(context);
    const stop = new AbortController();
    const { signal } = stop;
    const waiting = server.requests.waitFor({ user: 'astrid' }, { timeoutMs: 60_000, signal });
    await server.clock.now();
    stop.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    const closed = server.requests.waitFor({ user: 'astrid' }, { timeoutMs: 60_000 });
    await Promise.all([assert.rejects(closed, /closed/), server.close()]);
  });

  it('has no requests after a reset', async (context) => {
    const server = await open(context);
    await statusAs(server, '7T:wrong');
    await server.reset();
    assert.equal(await server.requests.count(), 0);
    await statusAs(server, '7T:wrong');
    assert.deepEqual(
      (await server.requests.list()).map(({ number }) => number),
      [1],
    );
  });
}
