/** Faults at the addresses where system users get their tickets, over SOAP and in JSON. */
import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import type { FaultRule } from '../../src/testing/fault-rule.ts';
import { Faults } from '../../src/testing/faults.ts';
import { SystemUserScene } from '../support/system-user-scene.ts';

const OPERATION = 'PartnerSystemUserService/Authenticate';
const faults = new Faults();
const faultInjector = faults.injectorOf({ expireTicket: async () => {} });

let scene: SystemUserScene;
before(async () => {
  scene = await SystemUserScene.create({}, { faultInjector });
});
after(() => scene.close());
afterEach(() => faults.clear());

const inject = (effect: FaultRule['effect'], rule: Omit<FaultRule, 'effect'> = {}) =>
  faults.inject({ effect, ...rule });

async function sessions(): Promise<number> {
  const { clock, services } = scene.parts;
  return (await services.stores.tickets.listLive(clock.nowMs, 1000)).length;
}

const forms = {
  soap: () => scene.sendSoap(),
  rest: () => scene.send(),
} as const;
const protocols = ['soap', 'rest'] as const;

async function isServed(protocol: 'soap' | 'rest'): Promise<boolean> {
  const answer = await forms[protocol]();
  return answer.status === 200 && /eyJ[\w.-]+/.test(await answer.text());
}

for (const name of [OPERATION, 'Authenticate', 'partnersystemuserservice/authenticate']) {
  it(`a fault fits calls by the name ${name}`, async () => {
    const fault = inject({ kind: 'status', status: 503 }, { match: { operation: name }, times: 2 });
    for (const protocol of protocols) {
      assert.equal((await forms[protocol]()).status, 503);
    }
    assert.equal(fault.hits, 2);
    for (const protocol of protocols) assert.ok(await isServed(protocol));
  });
}

it('a fault of another operation, tenant, user or application leaves a login alone', async () => {
  for (const match of [
    { operation: 'User/Authenticate' },
    { operation: 'AuthenticateUsernamePassword' },
    { tenant: 'Cust26759' },
    { user: 'anna' },
    { application: 'Reports' },
    { protocol: 'oauth2' },
  ] as const) {
    const fault = inject({ kind: 'reset' }, { match, when: 'answered' });
    for (const protocol of protocols) assert.ok(await isServed(protocol), JSON.stringify(match));
    assert.equal(fault.hits, 0);
  }
});

it('a fault fits by tenant, protocol, user and application', async () => {
  const status = { kind: 'status', status: 502 } as const;
  for (const protocol of protocols) {
    const other = protocol === 'soap' ? 'rest' : 'soap';
    const match = { protocol, tenant: 'cust12345', application: 'Ticketoffice Sample' } as const;
    const fault = inject(status, { match });
    const before = await sessions();
    assert.ok(await isServed(other));
    assert.equal((await forms[protocol]()).status, 502);
    assert.equal(await sessions(), before + 1);
    assert.equal(fault.hits, 1);
    const late = inject(status, { match: { user: 'robot' }, when: 'answered' });
    assert.equal((await forms[protocol]()).status, 502);
    assert.equal(await sessions(), before + 2);
    assert.equal(late.hits, 1);
  }
});

for (const when of ['before', 'answered'] as const) {
  it(`an exception ${when} is a SOAP fault, or an error in JSON`, async () => {
    const text = 'The database has gone away.';
    inject({ kind: 'exception', exceptionType: 'SoServerException', text }, { when, times: 2 });
    const before = await sessions();
    const soap = await forms.soap();
    assert.equal(soap.status, 500);
    assert.match(await soap.text(), /Fault>.*The database has gone away\./s);
    const rest = await forms.rest();
    assert.equal(rest.status, 500);
    assert.match(`${rest.headers.get('content-type')}`, /^application\/json/);
    const answer = await rest.json();
    assert.deepEqual(answer, { IsSuccessful: false, Token: null, ErrorMessage: text });
    assert.equal(
      rest.headers.get('x-ticketoffice-fault'),
      soap.headers.get('x-ticketoffice-fault'),
    );
    assert.equal(await sessions(), before + (when === 'answered' ? 2 : 0));
  });
}

it('a business error is an answer without success, as the contract has it', async () => {
  const text = 'No.';
  inject({ kind: 'exception', exceptionType: 'SoSentryException', text }, { times: 2 });
  const soap = await forms.soap();
  assert.equal(soap.status, 200);
  assert.match(await soap.text(), /IsSuccessful>false<.*ErrorMessage>No\.</s);
  assert.deepEqual(await scene.ask(), { IsSuccessful: false, Token: null, ErrorMessage: text });
});

it('a SOAP fault applies to the SOAP service alone', async () => {
  inject({ kind: 'soap-fault', text: 'Not now.' });
  assert.ok(await isServed('rest'));
  const soap = await forms.soap();
  assert.equal(soap.status, 500);
  assert.match(await soap.text(), /Not now\./);
  assert.ok(await isServed('soap'));
});

it('faults of the connection end it in both forms', async () => {
  for (const kind of ['reset', 'empty', 'garbage'] as const) {
    inject({ kind }, { times: 2 });
    for (const protocol of protocols) await assert.rejects(forms[protocol](), /fetch failed/);
  }
  for (const protocol of protocols) assert.ok(await isServed(protocol));
});

it('a WSDL and other addresses of the login have no fault', async () => {
  const fault = inject({ kind: 'status', status: 503 }, { times: 'always' });
  for (const path of ['services/PartnerSystemUserService.svc?wsdl', '.well-known/jwks']) {
    assert.equal((await fetch(`${scene.parts.url}/login/${path}`)).status, 200);
  }
  assert.equal(fault.hits, 0);
});
