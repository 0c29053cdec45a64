/** Test servers return to their start and to saved states. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { startTestServer, type TestServerOptions } from '../../src/testing/start-test-server.ts';
import type { TestServer } from '../../src/testing/test-server.ts';
import { seed as randomSeed, sizeOf } from '../support/long.ts';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';

const START = new Date('2030-01-01T00:00:00Z');
const LIMIT = { timeout: 300_000 };
const RUNS = sizeOf('RESET_RUNS', 25, 500);
const RESETS = 200;
const USER_IDS = Array.from({ length: 20 }, (_, index) => index + 1);
const withUser = (name: string) => ({
  mode: 'onsite',
  demo: true,
  company: 'Demo Company',
  roles: [{ name: 'Clerk' }],
  users: [{ name, role: 'Clerk', group: 'Sales' }],
});

async function start(context: TestContext, options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer({ clock: START, ...options });
  context.after(() => server.close());
  return server;
}

const statusAs = async ({ url }: TestServer, proof: string) =>
  (await callRest(url, currentPrincipal, { authorization: proof })).status;
const logIn = (server: TestServer, password = 'demo') =>
  statusAs(server, authorization.basic('demo', password));

/** What a server answers, and how it has changed by that. Texts do not depend on the port. */
async function answersOf(server: TestServer) {
  const state = {
    now: await server.clock.now(),
    isFrozen: await server.clock.isFrozen(),
    states: await server.listStates(),
    faults: (await server.faults.list()).length,
    requests: await server.requests.list(),
  };
  const ticket = authorization.ticket(await server.issueTicket({ user: 'demo' }));
  const ask = async (path: string, json?: unknown) => {
    const { status, text } = await callRest(server.url, path, { authorization: ticket, json });
    return [status, text.replaceAll(server.url, '')];
  };
  const keySet = await fetch(`${server.url}/oauth2/jwks`);
  const { keys } = (await keySet.json()) as { readonly keys: readonly unknown[] };
  const answers = [
    await ask(currentPrincipal),
    await ask('/api/v1/Agents/User/GetAllRoles', {}),
    await ask('/api/v1/Agents/User/GetAllUserGroups', { IncludeDeleted: true }),
    await ask('/api/v1/Agents/User/GetUserInfoList', { UserInfoIds: USER_IDS }),
    keys.length,
  ];
  const logins = [await logIn(server), await logIn(server, 'wrong'), await logIn(server)];
  const recorded = (await server.requests.list()).map(
    ({ number, atMs, operation, outcome, refusal }) =>
      [number, atMs, operation, outcome, refusal?.reason] as const,
  );
  const { id: faultId } = await server.faults.inject({ effect: { kind: 'reset' } });
  return { state, answers, logins, recorded, faultId };
}

type Act = (server: TestServer) => Promise<unknown>;

const names = fc.constantFrom('eva', 'finn', 'greta');
const states = fc.constantFrom('a', 'b');
/** Calls of a test. What a call refuses changes nothing. */
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.integer({ min: 0, max: 200 }).map(
    (days): Act =>
      ({ clock }) =>
        clock.advance(`${days}d`),
  ),
  fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map(
    (time): Act =>
      ({ clock }) =>
        clock.set(time),
  ),
  fc.constantFrom<Act>(
    ({ clock }) => clock.resume(),
    ({ clock }) => clock.freeze(),
    ({ requests }) => requests.clear(),
    ({ faults }) => faults.clear(),
    (server) => server.issueAccessToken({ user: 'demo', csSession: true }),
    async (server) => server.expireTicket(await server.issueTicket({ user: 'demo' })),
    // A fault may end some of them early. All must have ended before the next call.
    (server) => Promise.allSettled(Array.from({ length: 12 }, () => logIn(server, 'wrong'))),
    (server) => answersOf(server),
    (server) => server.faults.inject({ times: 'always', effect: { kind: 'status', status: 503 } }),
  ),
  names.map(
    (name): Act =>
      (server) =>
        server.applySeed(withUser(name)),
  ),
  names.map(
    (user): Act =>
      (server) =>
        server.issueTicket({ user }),
  ),
  states.map(
    (name): Act =>
      (server) =>
        server.saveState(name),
  ),
  states.map(
    (name): Act =>
      (server) =>
        server.restoreState(name),
  ),
  states.map(
    (name): Act =>
      (server) =>
        server.removeState(name),
  ),
);

describe('a reset', LIMIT, () => {
  it('gives the answers of a fresh server, whatever was called before', async (context) => {
    const fresh = await answersOf(await start(context));
    assert.deepEqual(await answersOf(await start(context)), fresh);
    const server = await start(context);
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
        for (const run of acts) await run(server).catch(() => {});
        await server.reset();
        assert.deepEqual(await answersOf(server), fresh);
        await server.reset();
      }),
      { numRuns: RUNS, seed: randomSeed },
    );
  });

  it('lets a request that runs end, in the state in which it began', async (context) => {
    const server = await start(context);
    const { clock, faults } = server;
    await clock.resume();
    for (let attempt = 0; attempt < 4; attempt += 1) await logIn(server, 'wrong');
    // The fifth attempt waits for two seconds, unless the server is reset.
    const delayed = logIn(server);
    const hanging = await faults.inject({
      match: { operation: 'GetAllRoles' },
      effect: { kind: 'hang' },
    });
    const held = callRest(server.url, '/api/v1/Agents/User/GetAllRoles', {
      authorization: authorization.ticket(await server.issueTicket({ user: 'demo' })),
      json: {},
    }).catch((error: Error) => error);
    while ((await hanging.hits()) === 0) await new Promise(setImmediate);
    await server.reset();
    assert.equal(await delayed, 200);
    assert.ok((await held) instanceof Error, 'a request that hangs gets no answer');
    assert.equal(await logIn(server), 200);
    assert.equal(await server.requests.count(), 1, 'only the requests since the reset');
  });

  it('takes less than 20 ms', async (context) => {
    const server = await start(context);
    const timesMs: number[] = [];
    for (let count = 0; count < RESETS; count += 1) {
      const startedAt = performance.now();
      await server.reset();
      timesMs.push(performance.now() - startedAt);
    }
    const medianMs = timesMs.sort((one, other) => one - other)[RESETS / 2] ?? Number.NaN;
    assert.ok(medianMs < 20, `the median of ${RESETS} is ${medianMs} ms`);
  });

  it('ends tickets and tokens of before', async (context) => {
    const server = await start(context);
    const ticket = authorization.ticket(await server.issueTicket({ user: 'demo' }));
    const token = authorization.bearer(await server.issueAccessToken({ user: 'demo' }));
    assert.deepEqual([await statusAs(server, ticket), await statusAs(server, token)], [200, 200]);
    await server.reset();
    assert.deepEqual([await statusAs(server, ticket), await statusAs(server, token)], [401, 401]);
  });

  it('can be asked for many times at once', async (context) => {
    const server = await start(context);
    await server.applySeed(withUser('eva'));
    await Promise.all(Array.from({ length: 10 }, () => server.reset()));
    await assert.rejects(server.issueTicket({ user: 'eva' }), /does not exist/);
    assert.equal(await logIn(server), 200);
  });
});

describe('a saved state', LIMIT, () => {
  it('has the records and the time of when it was saved', async (context) => {
    const server = await start(context);
    await server.clock.advance('3h');
    await server.applySeed(withUser('eva'));
    const ticket = authorization.ticket(await server.issueTicket({ user: 'eva' }));
    await server.saveState('with eva');
    await server.clock.advance('7h');
    assert.equal(await statusAs(server, ticket), 401);
    await server.restoreState('with eva');
    assert.equal(await statusAs(server, ticket), 200);
    assert.deepEqual(await server.clock.now(), new Date('2030-01-01T03:00:00Z'));
    await server.clock.advance('7h');
    assert.equal(await statusAs(server, ticket), 401);
    await server.restoreState('with eva');
    assert.equal(await statusAs(server, ticket), 200, 'it can be restored again');
  });

  it('is taken without the half of a transaction', async (context) => {
    const server = await start(context);
    const applying = server.applySeed(withUser('eva'));
    await server.saveState('before or after');
    await applying;
    await server.restoreState('before or after');
    await server.applySeed(withUser('eva'));
    assert.match(await server.issueTicket({ user: 'eva' }), /^7T:/);
  });

  it('is forgotten by a reset that was asked for later', async (context) => {
    const server = await start(context);
    await Promise.all([server.saveState('a'), server.reset()]);
    assert.deepEqual(await server.listStates(), []);
    await Promise.all([server.reset(), server.saveState('b')]);
    assert.deepEqual(await server.listStates(), ['b']);
  });

  it('is one of 100 at most, also if many are saved at once', async (context) => {
    const server = await start(context);
    const saving = Array.from({ length: 110 }, (_, index) => server.saveState(`state ${index}`));
    const saved = (await Promise.allSettled(saving)).filter(({ status }) => status === 'fulfilled');
    assert.equal(saved.length, 100);
    assert.equal((await server.listStates()).length, 100);
  });

  it('is found by its name only, and there are 100 at most', async (context) => {
    const server = await start(context);
    await assert.rejects(server.restoreState('a'), /no state "a". These were saved: none/);
    await assert.rejects(server.saveState(''), /from 1 to 100 characters/);
    await assert.rejects(server.saveState('x'.repeat(101)), /from 1 to 100 characters/);
    for (let index = 0; index < 100; index += 1) await server.saveState(`state ${index}`);
    await assert.rejects(server.saveState('one more'), /100 states, which is the most/);
    await server.saveState('state 0');
    await server.removeState('state 7');
    await assert.rejects(server.removeState('state 7'), /no state "state 7"/);
    assert.equal((await server.listStates()).length, 99);
  });
});

describe('a frozen clock', LIMIT, () => {
  it('lets failed logins lead to a lock at once, which a move ends', async (context) => {
    const server = await start(context);
    const statuses = [];
    for (let attempt = 0; attempt < 10; attempt += 1) statuses.push(await logIn(server, 'wrong'));
    assert.deepEqual(new Set(statuses), new Set([401]));
    assert.equal(await logIn(server), 401, 'the user is locked');
    await server.clock.advance('14m');
    assert.equal(await logIn(server), 401);
    await server.clock.advance('1m');
    assert.equal(await logIn(server), 200);
  });
});

describe('a test server that must refuse nothing', LIMIT, () => {
  it('tells the refused requests when it is closed', async () => {
    const server = await startTestServer({ clock: START, onRefused: 'fail' });
    assert.equal(await logIn(server, 'wrong'), 401);
    await assert.rejects(server.close(), /refused a request:\n1 .*password/s);
    await assert.rejects(fetch(server.url));
  });

  it('closes without an error if there were none', async () => {
    const server = await startTestServer({ clock: START, onRefused: 'fail' });
    assert.equal(await logIn(server), 200);
    await server.close();
    await server.close();
    await assert.rejects(server.reset(), /The test server is closed/);
  });
});
