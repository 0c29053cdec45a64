/** Tests of the client with `node:test`. Run: node --test */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from 'ticketoffice/testing';
import { IdentityClient, RefusedError } from '../identity-client.ts';

describe('the identity client', () => {
  let server: TestServer;
  const waits: number[] = [];
  const startedMs = performance.now();

  before(async () => {
    server = await startTestServer({ clock: 'frozen' });
  });
  afterEach(async () => {
    waits.length = 0;
    await server.reset();
  });
  after(async () => {
    await server.close();
    console.log(`took ${Math.round(performance.now() - startedMs)} ms`);
  });

  /** Waiting moves the server's clock and takes no time. */
  const createClient = (password = 'demo') =>
    new IdentityClient({
      baseUrl: server.url,
      userName: 'demo',
      password,
      wait: async (ms) => {
        waits.push(ms);
        await server.clock.advance(ms);
      },
    });
  const logins = () => server.requests.count({ operation: 'AuthenticateUsernamePassword' });
  const tokens = () => server.requests.count({ operation: 'GetAccessToken', outcome: 'succeeded' });

  it('logs in once', async () => {
    const client = createClient();
    assert.equal(await client.getFullName(), 'Dagny Demo');
    assert.equal(await client.getFullName(), 'Dagny Demo');
    assert.deepEqual([await logins(), await tokens()], [1, 1]);
  });

  it('says that a password is wrong, and does not try it again', async () => {
    await assert.rejects(createClient('wrong').getFullName(), /User name or password is wrong/);
    assert.equal(await logins(), 1);
  });

  it('logs in again when its ticket has expired', async () => {
    const client = createClient();
    await client.getFullName();
    await server.clock.advance('6h');
    assert.equal(await client.getFullName(), 'Dagny Demo');
    assert.deepEqual([await logins(), await tokens()], [2, 2]);
    assert.equal(await server.requests.count({ reason: 'ticket-expired' }), 1);
  });

  it('renews an access token that the server refuses, without a new login', async () => {
    const client = createClient();
    await client.getFullName();
    await server.clock.advance('1h');
    assert.equal(await client.getFullName(), 'Dagny Demo');
    assert.deepEqual([await logins(), await tokens()], [1, 2]);
  });

  it('gives up when a renewed token is refused too', async () => {
    const client = createClient();
    const effect = { kind: 'exception', exceptionType: 'SoSessionException' } as const;
    await server.faults.inject({ match: { operation: 'currentPrincipal' }, times: 2, effect });
    await assert.rejects(
      client.getFullName(),
      (error) => error instanceof RefusedError && error.status === 401,
    );
  });

  it('sends a request again when the answer was lost', async () => {
    const fault = await server.faults.inject({
      match: { operation: 'User/GetAccessToken' },
      when: 'answered',
      effect: { kind: 'reset' },
    });
    assert.equal(await createClient().getFullName(), 'Dagny Demo');
    assert.equal(await fault.hits(), 1);
    assert.equal(await server.requests.count({ operation: 'User/GetAccessToken' }), 2);
  });

  it('sends a request again only once', async () => {
    const fault = await server.faults.inject({
      match: { operation: 'User/GetAccessToken' },
      times: 'always',
      when: 'answered',
      effect: { kind: 'reset' },
    });
    await assert.rejects(createClient().getAccessToken(), TypeError);
    assert.equal(await fault.hits(), 2);
  });

  it('waits as long as a busy server says', async () => {
    await server.faults.inject({
      times: 2,
      effect: { kind: 'status', status: 503, retryAfterSeconds: 30 },
    });
    assert.equal(await createClient().getFullName(), 'Dagny Demo');
    assert.deepEqual(waits, [30_000, 30_000]);
  });

  it('gives up when the server stays busy', async () => {
    const effect = { kind: 'status', status: 503, retryAfterSeconds: 30 } as const;
    await server.faults.inject({ times: 'always', effect });
    await assert.rejects(
      createClient().getFullName(),
      (error) => error instanceof RefusedError && error.status === 503,
    );
    assert.deepEqual(waits, [30_000, 30_000]);
  });
});
