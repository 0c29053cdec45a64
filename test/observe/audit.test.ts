/** The audit trail of a running server, for every protocol. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredAuditEvent } from '../../src/domain/audit/audit.ts';
import { asJwt, exchange, postForm, revokeToken } from '../support/oauth-calls.ts';
import { accessTokenOf, callService, logIn, operations } from '../support/service-calls.ts';
import {
  addUser,
  type RegisteredApplication,
  TestInstallation,
} from '../support/test-installation.ts';

const PASSWORD = 'fjord-4711';
let installation: TestInstallation;
let application: RegisteredApplication;
let base: string;
let lastId = 0;

/** Returns the events since the last call. */
async function news(): Promise<readonly StoredAuditEvent[]> {
  const events = await installation.registry.stores.audit.listAfter({}, lastId, 1000);
  lastId = events.at(-1)?.id ?? lastId;
  return events;
}

const told = (events: readonly StoredAuditEvent[]) =>
  events.map(({ action, outcome, user }) => `${action} ${outcome} ${user}`);

const byPassword = (userName: string, password: string) => ({
  service: 'SoPrincipal',
  body: operations.byPassword(userName, password),
  applicationToken: application.token,
});

before(async () => {
  installation = await TestInstallation.create('online');
  const services = await installation.addTenant('Cust1');
  application = await installation.addApplication('Fjord', { agents: ['User'] });
  const csUser = { id: 7, accessLevel: 0, status: 'normal' } as const;
  await addUser(services, 'anna', PASSWORD, { csUser });
  const robot = await addUser(services, 'robot', null);
  await services.stores.systemUsers.set(application.id, robot.id);
  base = `${await installation.serve()}/Cust1`;
});
after(() => installation.close());

describe('in the audit trail is', () => {
  it('a login, with user, action and address', async () => {
    await logIn(base, byPassword('ANNA', PASSWORD));
    const [event, ...others] = await news();
    assert.equal(others.length, 0);
    const { id, atMs, userAgent, requestId, detail, ...rest } = event as StoredAuditEvent;
    assert.deepEqual(rest, {
      action: 'login',
      outcome: 'succeeded',
      tenant: 'Cust1',
      user: 'anna',
      application: 'Fjord',
      address: '127.0.0.1',
      operator: null,
      count: 1,
    });
    assert.equal(userAgent, 'node');
    assert.match(requestId ?? '', /^[0-9a-f]{12}-\w+$/);
    assert.deepEqual(Object.keys(detail), ['by', 'ticketId']);
  });

  it('a refused login, with the name only if the user exists', async () => {
    await callService(base, byPassword('anna', 'wrong'));
    await callService(base, byPassword(PASSWORD, ''));
    await callService(base, {
      ...byPassword('', ''),
      body: operations.byPair('Ticket', '7T:nonsense'),
    });
    assert.deepEqual(told(await news()), [
      'login refused anna',
      'login refused null',
      'login refused null',
    ]);
  });

  it('a refused application', async () => {
    const call = { ...byPassword('anna', PASSWORD), applicationToken: 'no-such-token-4711' };
    await callService(base, call);
    const [event] = await news();
    assert.equal(event?.action, 'application-admission');
    assert.deepEqual(event?.detail, { reason: 'application-refused', agent: 'SoPrincipal' });
  });

  it('a CS session, and access tokens as a count', async () => {
    const { ticket } = await logIn(base, byPassword('anna', PASSWORD));
    const call = { service: 'User', ticket, applicationToken: application.token };
    for (let n = 0; n < 3; n += 1) {
      await callService(base, { ...call, body: operations.getAccessToken() });
    }
    const body = operations.getAccessToken({ includeCsSession: true });
    await callService(base, { ...call, body });
    assert.deepEqual(told(await news()), [
      'login succeeded anna',
      'cs-session-started succeeded anna',
    ]);
    await installation.registry.audit.flush();
    const [event, ...others] = await news();
    assert.deepEqual(
      [event?.action, event?.count, event?.application, event?.address, others.length],
      ['access-token-issued', 4, 'Fjord', '127.0.0.1', 0],
    );
  });

  it('tokens that OAuth issues, revokes and refuses', async () => {
    const { ticket } = await logIn(base, byPassword('anna', PASSWORD));
    const accessToken = await exchange(base, application, ticket);
    const jwt = await exchange(base, application, accessToken, asJwt);
    await revokeToken(base, application, jwt);
    await revokeToken(base, application, accessToken);
    await revokeToken(base, application, ticket);
    await postForm(`${base}/oauth2/token`, application, { grant_type: 'client_credentials' });
    const wrong = { clientId: application.clientId, token: 'wrong' };
    const identified = { grant_type: 'client_credentials', client_id: application.clientId };
    await postForm(`${base}/oauth2/token`, wrong, identified);
    const events = await news();
    assert.deepEqual(told(events), [
      'login succeeded anna',
      // The server makes its first key for JWTs.
      'key-added succeeded null',
      'jwt-issued succeeded anna',
      'jwt-revoked succeeded anna',
      'access-token-revoked succeeded anna',
      'ticket-revoked succeeded anna',
      'client-credentials-granted succeeded robot',
      'client-authentication refused null',
    ]);
    const asked = events.filter(({ action }) => action !== 'key-added');
    assert.deepEqual([...new Set(asked.map((event) => event.application))], ['Fjord']);
    assert.ok(asked.every(({ requestId }) => requestId !== null));
  });

  it('the counts, when the server stops', async () => {
    const { ticket } = await logIn(base, byPassword('anna', PASSWORD));
    const call = { service: 'User', ticket, applicationToken: application.token };
    accessTokenOf(await callService(base, { ...call, body: operations.getAccessToken() }));
    await news();
    await installation.stopServer(0);
    // This includes the tokens of the exchange above.
    assert.ok(told(await news()).includes('access-token-issued succeeded anna'));
  });
});

it('a login fails if the audit trail cannot be written', async (context) => {
  const own = await TestInstallation.create('onsite');
  context.after(() => own.close());
  const services = await own.servicesOf();
  await addUser(services, 'anna', PASSWORD);
  context.mock.method(own.registry.audit, 'append', async () => {
    throw new Error('disk full');
  });
  const answer = await callService(await own.serve(), {
    service: 'SoPrincipal',
    body: operations.byPassword('anna', PASSWORD),
  });
  assert.equal(answer.header.get('Succeeded')?.text, 'false');
  assert.ok(!answer.text.includes('7T:') && !answer.text.includes('disk full'));
  assert.deepEqual(await services.stores.tickets.listLive(0, 10), []);
});

it('an implicit login and a password by REST are recorded as logins', async (context) => {
  const own = await TestInstallation.create('onsite');
  context.after(() => own.close());
  await addUser(await own.servicesOf(), 'anna', PASSWORD);
  const origin = await own.serve({ identityHeader: 'X-User', trustedProxies: ['127.0.0.1'] });
  await fetch(`${origin}/api/v1/Agents/SoPrincipal/AuthenticateImplicit`, {
    method: 'POST',
    headers: { 'X-User': 'anna', 'Content-Type': 'application/json' },
    body: '{}',
  });
  for (const password of [PASSWORD, 'wrong']) {
    await fetch(`${origin}/api/v1/User/currentPrincipal`, {
      headers: { Authorization: `Basic ${btoa(`anna:${password}`)}` },
    });
  }
  const events = await own.registry.stores.audit.listAfter({}, 0, 10);
  assert.deepEqual(told(events), [
    'implicit-login succeeded anna',
    'login succeeded anna',
    'login refused anna',
  ]);
});
