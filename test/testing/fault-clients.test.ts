/** What real clients see of faults: the npm package `soap`, and `fetch`. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Client, createClientAsync } from 'soap';
import type { FaultEffect } from '../../src/testing/fault-rule.ts';
import { startTestServer } from '../../src/testing/start-test-server.ts';
import type { InjectedFault, TestServer } from '../../src/testing/test-server.ts';
import { namespace } from '../third-party/toolkit.ts';

const LIMIT = { timeout: 60_000 };
const DEMO = { UserName: 'demo', Password: 'demo' };
const LOGIN = 'AuthenticateUsernamePassword';

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server.close());
afterEach(() => server.reset());

const connect = (service: string) => createClientAsync(server.wsdlUrl(service));

async function call(client: Client, operation: string, request: object) {
  const [result, , header] = await client[`${operation}Async`](request);
  return { result, header };
}

/** How a login by the npm package fails. */
async function failedLogin(effect: FaultEffect): Promise<ReturnType<typeof JSON.parse>> {
  const client = await connect('SoPrincipal');
  const fault = await server.faults.inject({ effect });
  const error = await call(client, LOGIN, DEMO).then(
    () => assert.fail('The login succeeded.'),
    (reason: unknown) => reason,
  );
  assert.equal(await fault.hits(), 1);
  const { result } = await call(client, LOGIN, DEMO);
  assert.equal(result.AuthenticationSucceeded, true);
  return error;
}

describe('node-soap', LIMIT, () => {
  it('sees an exception on the third call, and then success again', async () => {
    const client = await connect('User');
    const Ticket = await server.issueTicket({ user: 'demo' });
    client.addSoapHeader({ Credentials: { Ticket } }, '', 'tns', namespace);
    await server.faults.inject({
      match: { operation: 'User/GetAccessToken', user: 'demo' },
      skip: 2,
      effect: { kind: 'exception', exceptionType: 'SoSessionException', text: 'Log in again.' },
    });
    const told: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const { header } = await call(client, 'GetAccessToken', {});
      told.push(header.ExceptionInfo?.ExceptionType ?? header.Succeeded);
    }
    const { header } = await call(client, 'GetAccessToken', {});
    assert.equal(header.Succeeded, 'true');
    assert.deepEqual(told, ['true', 'true', 'SuperOffice.Exceptions.SoSessionException', 'true']);
  });

  it('sees a SOAP fault', async () => {
    const error = await failedLogin({ kind: 'soap-fault', text: 'Out of order.' });
    assert.equal(error.root.Envelope.Body.Fault.faultstring, 'Out of order.');
  });

  it('sees 503 with Retry-After', async () => {
    const { response } = await failedLogin({ kind: 'status', status: 503, retryAfterSeconds: 3 });
    assert.equal(response.status, 503);
    assert.equal(response.headers['retry-after'], '3');
    assert.equal(response.headers['x-ticketoffice-fault'], 'fault-1');
  });

  it('sees a connection that fails', async () => {
    assert.equal((await failedLogin({ kind: 'reset' })).code, 'ECONNRESET');
    assert.equal((await failedLogin({ kind: 'empty' })).code, 'ECONNRESET');
    assert.match((await failedLogin({ kind: 'garbage' })).code, /^HPE_/);
    assert.match((await failedLogin({ kind: 'truncate' })).message, /aborted/);
  });

  it('gives up when there is no answer in time', async () => {
    const client = await createClientAsync(server.wsdlUrl('SoPrincipal'));
    await server.faults.inject({ effect: { kind: 'hang' } });
    const login = client[`${LOGIN}Async`](DEMO, { timeout: 100 });
    await assert.rejects(login, { code: 'ECONNABORTED' });
  });
});

describe('fetch', LIMIT, () => {
  /** Logs in by REST. Returns the ticket. */
  async function logIn(signal: AbortSignal | null = null): Promise<string> {
    const response = await fetch(`${server.url}/api/v1/Agents/SoPrincipal/${LOGIN}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(DEMO),
      signal,
    });
    const { Credentials } = (await response.json()) as {
      readonly Credentials: { readonly Ticket: string };
    };
    return Credentials.Ticket;
  }

  it('fails if the connection does', async () => {
    for (const kind of ['reset', 'empty', 'truncate', 'garbage'] as const) {
      await server.faults.inject({ effect: { kind } });
      await assert.rejects(logIn(), TypeError, kind);
      assert.match(await logIn(), /^7T:/);
    }
  });

  it('gives up when there is no answer in time, or when it is too slow', async () => {
    for (const effect of [
      { kind: 'hang' },
      { kind: 'slow', bytesPerSecond: 1 },
      { kind: 'delay', ms: 600_000 },
    ] as const) {
      await server.faults.inject({ effect });
      await assert.rejects(logIn(AbortSignal.timeout(100)), { name: 'TimeoutError' });
      assert.match(await logIn(), /^7T:/);
    }
  });

  it('gets its answer after a delay, in real time even if the clock is frozen', async () => {
    await server.clock.freeze();
    await server.faults.inject({ effect: { kind: 'delay', ms: 50 } });
    const startedAt = performance.now();
    assert.match(await logIn(), /^7T:/);
    assert.ok(performance.now() - startedAt >= 49);
  });

  it('gets a whole answer at the speed of the fault', async () => {
    await server.faults.inject({ effect: { kind: 'slow', bytesPerSecond: 20_000 } });
    assert.match(await logIn(), /^7T:/);
  });
});

describe('the faults of a test server', LIMIT, () => {
  it('are listed, removed and cleared', async () => {
    const effect = { kind: 'reset' } as const;
    const [first, second] = [
      await server.faults.inject({ effect }),
      await server.faults.inject({ times: 'always', effect }),
    ];
    const list = async () => (await server.faults.list()).map(({ id, rule }) => [id, rule]);
    assert.deepEqual(await list(), [
      [first.id, { effect }],
      [second.id, { times: 'always', effect }],
    ]);
    await first.remove();
    assert.deepEqual(await list(), [[second.id, second.rule]]);
    await server.faults.clear();
    assert.deepEqual(await list(), []);
  });

  it('are refused if they are not valid', async () => {
    const effect = { kind: 'delay', ms: 600_001 } as const;
    await assert.rejects(server.faults.inject({ effect }), {
      code: 'invalid-argument',
      message:
        'The fault is not valid. effect.ms: found 600001, expected a whole number from 0 to 600000',
    });
  });

  it('stay when a state is restored, which does not wait for what they hold', async () => {
    await server.saveState('start');
    const hang = await server.faults.inject({ effect: { kind: 'hang' } });
    const delay = await server.faults.inject({
      times: 'always',
      effect: { kind: 'delay', ms: 600_000 },
    });
    const hanging = fetch(server.url + JWKS).catch(() => 'no answer');
    const [hung] = await Promise.all([hanging, restoreWhenHit(hang)]);
    assert.equal(hung, 'no answer');
    const [delayed] = await Promise.all([fetch(server.url + JWKS), restoreWhenHit(delay)]);
    assert.equal(delayed.status, 200);
    assert.equal((await server.faults.list()).length, 2);
  });

  it('are gone after a reset, with the requests that they hold', async () => {
    const fault = await server.faults.inject({ effect: { kind: 'hang' } });
    const asked = fetch(server.url + JWKS).catch(() => 'no answer');
    while ((await fault.hits()) === 0) await nextTurn();
    await server.reset();
    assert.equal(await asked, 'no answer');
    assert.deepEqual(await server.faults.list(), []);
    assert.equal((await server.faults.inject({ effect: { kind: 'hang' } })).id, 'fault-1');
  });

  const JWKS = '/oauth2/jwks';

  async function restoreWhenHit(fault: InjectedFault): Promise<void> {
    while ((await fault.hits()) === 0) await nextTurn();
    await server.restoreState('start');
  }
});
