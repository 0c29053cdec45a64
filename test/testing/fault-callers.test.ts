/** Faults for the requests of one user or application, and faults that end tickets. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FaultMatch } from '../../src/testing/fault-rule.ts';
import { postForm, tokenExchange, tokenTypes } from '../support/oauth-calls.ts';
import { callRest, currentPrincipal, getAccessToken } from '../support/rest-calls.ts';
import {
  accessTokenOf,
  callService,
  loginOf,
  operations,
  refusalOf,
} from '../support/service-calls.ts';
import type { RegisteredApplication } from '../support/test-installation.ts';
import { FaultScene } from './fault-scene.ts';

const busy = { kind: 'status', status: 503 } as const;

let scene: FaultScene;
let application: RegisteredApplication;
let other: RegisteredApplication;
before(async () => {
  scene = await FaultScene.create();
  ({ application, other } = scene.cast);
});
after(() => scene.close());
afterEach(() => scene.cast.faults.clear());

const soap = (ticket: string, { token: applicationToken } = application) => {
  const body = operations.getAccessToken();
  return callService(scene.base, { service: 'User', body, ticket, applicationToken });
};
const logIn = (name: string) =>
  callService(scene.base, {
    service: 'SoPrincipal',
    body: operations.byPassword(name, 'secret'),
    applicationToken: application.token,
  });
const rest = (path: string, ticket: string) =>
  callRest(scene.base, path, {
    authorization: `SOTicket ${ticket}`,
    appToken: application.token,
    ...(path === getAccessToken && { json: {} }),
  });
const exchange = (ticket: string) =>
  postForm(`${scene.base}/oauth2/token`, application, {
    grant_type: tokenExchange,
    subject_token: ticket,
    subject_token_type: tokenTypes.ticket,
  });

/** Injects a SoSessionException, which each protocol answers in its own form. */
function inject(match: FaultMatch, when: 'before' | 'answered' = 'before') {
  const effect = { kind: 'exception', exceptionType: 'SoLicenseException', text: 'No.' } as const;
  return scene.cast.faults.inject({ match, when, effect });
}

const NO = 'SoLicenseException: No.';

for (const when of ['before', 'answered'] as const) {
  describe(`a fault ${when} of a user`, () => {
    it('applies to calls with the ticket of the user, and to no others', async () => {
      const bert = loginOf(await logIn('bert'))?.ticket ?? '';
      const anna = await scene.newTicket();
      const fault = inject({ user: 'anna' }, when);
      assert.equal(refusalOf(await soap(bert)), null);
      assert.equal(refusalOf(await soap('7T:AAAA')), 'session refused');
      assert.equal(refusalOf(await soap(anna)), NO);
      assert.equal(refusalOf(await soap(anna)), null);
      assert.equal(fault.hits, 1);
    });

    it('applies to REST', async () => {
      const anna = await scene.newTicket();
      for (const path of [getAccessToken, currentPrincipal]) {
        inject({ user: 'anna' }, when);
        assert.equal((await rest(path, anna)).status, 409);
        assert.equal((await rest(path, anna)).status, 200);
      }
    });

    it('applies to the exchange of a ticket and to a system user', async () => {
      const anna = await scene.newTicket();
      inject({ user: 'anna', protocol: 'oauth2' }, when);
      const refused = await exchange(anna);
      assert.deepEqual(refused.body, { error: 'invalid_request', error_description: 'No.' });
      assert.equal((await exchange(anna)).status, 200);
      inject({ user: 'robot' }, when);
      const grant = { grant_type: 'client_credentials' };
      const ask = () => postForm(`${scene.base}/oauth2/token`, application, grant);
      assert.equal((await ask()).status, 400);
      assert.equal((await ask()).status, 200);
    });

    it('applies to the login of the user', async () => {
      const sessionsBefore = await scene.countSessions();
      inject({ user: 'anna' }, when);
      assert.ok(loginOf(await logIn('bert')));
      assert.equal(refusalOf(await logIn('anna')), NO);
      const started = (await scene.countSessions()) - sessionsBefore;
      assert.equal(started, when === 'before' ? 1 : 2);
      assert.ok(loginOf(await logIn('anna')));
    });
  });

  describe(`a fault ${when} of an application`, () => {
    it('applies to its calls, and to no others', async () => {
      const anna = await scene.newTicket();
      const fault = inject({ application: 'Gateway', operation: 'GetAccessToken' }, when);
      assert.equal(refusalOf(await soap(anna, other)), null);
      assert.equal(refusalOf(await soap(anna, application)), NO);
      assert.equal(fault.hits, 1);
    });

    it('applies to services without sessions, and to OAuth', async () => {
      inject({ application: 'Gateway' }, when);
      assert.equal(refusalOf(await logIn('anna')), NO);
      inject({ application: 'Gateway' }, when);
      const body = { token: await scene.newTicket() };
      const introspect = (client: RegisteredApplication) =>
        postForm(`${scene.base}/oauth2/introspect`, client, body);
      assert.equal((await introspect(other)).status, 200);
      assert.equal((await introspect(application)).status, 400);
    });
  });
}

it('a fault of the connection can depend on the user', async () => {
  const anna = await scene.newTicket();
  const match = { user: 'anna' };
  scene.cast.faults.inject({ match, effect: { kind: 'reset' } });
  await assert.rejects(soap(anna), TypeError);
  scene.cast.faults.inject({ match, when: 'answered', effect: busy });
  const headers = { Authorization: `SOTicket ${anna}`, 'SO-AppToken': application.token };
  assert.equal((await fetch(scene.base + currentPrincipal, { headers })).status, 503);
  assert.equal(refusalOf(await soap(anna)), null);
});

it('a fault of a tenant applies to no other tenant', async () => {
  const fault = inject({ tenant: 'Cust26759' });
  assert.equal(refusalOf(await soap(await scene.newTicket())), null);
  assert.equal(fault.hits, 0);
  inject({ tenant: 'cust12345' });
  assert.equal(refusalOf(await soap(await scene.newTicket())), NO);
});

const expireTicket = { kind: 'expire-ticket' } as const;
const matches: Readonly<Record<string, FaultMatch>> = {
  'for all': {},
  'for a user': { user: 'anna' },
  'for an application': { application: 'Gateway' },
};

for (const [title, match] of Object.entries(matches)) {
  describe(`a fault ${title} that ends the ticket`, () => {
    it('lets the call be refused like any call with such a ticket', async () => {
      const ticket = await scene.newTicket();
      const { id } = scene.cast.faults.inject({ match, effect: expireTicket });
      const answer = await soap(ticket);
      assert.equal(refusalOf(answer), 'session refused');
      assert.equal(answer.headers.get('x-ticketoffice-fault'), id);
      assert.equal(refusalOf(await soap(ticket)), 'session refused');
      assert.equal(refusalOf(await soap(await scene.newTicket())), null);
    });

    it('lets the call succeed and the next one be refused, if it acts after the work', async () => {
      const ticket = await scene.newTicket();
      scene.cast.faults.inject({ match, when: 'answered', effect: expireTicket });
      assert.equal(refusalOf(await soap(ticket)), null);
      assert.equal(refusalOf(await soap(ticket)), 'session refused');
    });

    it('ends the ticket of an access token', async () => {
      const ticket = await scene.newTicket();
      const token = accessTokenOf(await soap(ticket));
      scene.cast.faults.inject({ match, effect: expireTicket });
      assert.equal(refusalOf(await soap(token)), 'token refused');
      assert.equal(refusalOf(await soap(ticket)), 'session refused');
    });

    it('acts in REST and OAuth', async () => {
      for (const ask of [
        (ticket: string) => rest(getAccessToken, ticket),
        (ticket: string) => rest(currentPrincipal, ticket),
        exchange,
      ]) {
        const ticket = await scene.newTicket();
        scene.cast.faults.inject({ match, effect: expireTicket });
        assert.match(String((await ask(ticket)).status), /^40[01]$/);
        assert.equal(refusalOf(await soap(ticket)), 'session refused');
      }
    });
  });
}

it('a fault that ends tickets leaves requests without a ticket alone', async () => {
  const fault = scene.cast.faults.inject({ effect: expireTicket });
  assert.ok(loginOf(await logIn('anna')));
  assert.equal(fault.hits, 0);
});
