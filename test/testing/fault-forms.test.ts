/** Injected exceptions and SOAP faults have the form of the protocol. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FaultEffect, FaultRule } from '../../src/testing/fault-rule.ts';
import { type OAuthAnswer, postForm, tokenExchange, tokenTypes } from '../support/oauth-calls.ts';
import { callRest, currentPrincipal, getAccessToken } from '../support/rest-calls.ts';
import { callService, operations, reasonOf, refusalOf } from '../support/service-calls.ts';
import { type Answer, textAt } from '../support/soap-messages.ts';
import { FaultScene } from './fault-scene.ts';

const exception = (exceptionType: string, text?: string): FaultEffect => ({
  kind: 'exception',
  exceptionType,
  ...(text !== undefined && { text }),
});
const forEach = ['before', 'answered'] as const;

let scene: FaultScene;
let unwrapped: FaultScene;
let ticket = '';
before(async () => {
  scene = await FaultScene.create();
  unwrapped = await FaultScene.create({ wrapExceptions: false });
  ticket = await scene.newTicket();
});
after(() => Promise.all([scene.close(), unwrapped.close()]));
afterEach(() => scene.cast.faults.clear());

function soap(given = ticket, version: '1.1' | '1.2' = '1.1'): Promise<Answer> {
  const body = operations.getAccessToken();
  const applicationToken = scene.cast.application.token;
  return callService(scene.base, {
    service: 'User',
    body,
    ticket: given,
    applicationToken,
    version,
  });
}

const appToken = () => scene.cast.application.token;
const rest = (given = ticket) =>
  callRest(scene.base, getAccessToken, {
    authorization: `SOTicket ${given}`,
    appToken: appToken(),
    json: {},
  });

function oauth(): Promise<OAuthAnswer> {
  return postForm(`${scene.base}/oauth2/token`, scene.cast.application, {
    grant_type: tokenExchange,
    subject_token: ticket,
    subject_token_type: tokenTypes.ticket,
  });
}

const inject = (effect: FaultEffect, when: FaultRule['when'] & string = 'before') =>
  scene.cast.faults.inject({ effect, when });

const WRONG = '7T:AAAA';

for (const when of forEach) {
  describe(`an exception, injected ${when}`, () => {
    it('is an ExceptionInfo block in SOAP', async () => {
      const { id } = inject(exception('SoPreferenceException', 'The preference is broken.'), when);
      const answer = await soap();
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('x-ticketoffice-fault'), id);
      assert.equal(refusalOf(answer), 'SoPreferenceException: The preference is broken.');
      assert.equal(answer.body.name, 'GetAccessTokenResponse');
      assert.equal(refusalOf(await soap()), null);
    });

    it('is in SOAP what the server itself answers', async () => {
      const real = await soap(WRONG);
      const info = real.header.get('ExceptionInfo');
      inject(exception('SoSessionException', textAt(info, 'Message') ?? ''), when);
      const injected = await soap();
      assert.equal(injected.text, real.text);
    });

    it('is the JSON error of REST', async () => {
      const { id } = inject(exception('SoPreferenceException', 'The preference is broken.'), when);
      const { status, headers, json } = await rest();
      assert.equal(status, 500);
      assert.equal(headers.get('x-ticketoffice-fault'), id);
      assert.deepEqual(json, {
        Error: true,
        ErrorType: 'SoPreferenceException',
        Message: 'The preference is broken.',
        ErrorSource: 'Ticketoffice',
      });
      assert.equal((await rest()).status, 200);
    });

    it('is in REST what the server itself answers', async () => {
      const real = await rest(WRONG);
      const message = String(Reflect.get(Object(real.json), 'Message'));
      inject(exception('SoSessionException', message), when);
      const injected = await rest();
      assert.equal(injected.status, 401);
      assert.equal(injected.text, real.text);
      const challenges = real.headers.get('www-authenticate');
      assert.equal(injected.headers.get('www-authenticate'), challenges);
    });

    it('is the JSON error of OAuth', async () => {
      const { id } = inject(exception('SoServerException'), when);
      const { status, headers, body } = await oauth();
      assert.equal(status, 500);
      assert.equal(headers.get('x-ticketoffice-fault'), id);
      assert.deepEqual(body, {
        error: 'server_error',
        error_description: 'A test has injected this error.',
      });
      inject(exception('SoSentryException', 'Unknown client.'), when);
      const refused = await oauth();
      assert.equal(refused.status, 401);
      assert.deepEqual(refused.body, {
        error: 'invalid_client',
        error_description: 'Unknown client.',
      });
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Basic /);
      assert.equal((await oauth()).status, 200);
    });
  });

  describe(`a SOAP fault, injected ${when}`, () => {
    it('is a fault in each version of SOAP', async () => {
      for (const version of ['1.1', '1.2'] as const) {
        const { id } = inject({ kind: 'soap-fault', text: 'Out of order.' }, when);
        const answer = await soap(ticket, version);
        assert.equal(answer.status, 500);
        assert.equal(answer.headers.get('x-ticketoffice-fault'), id);
        assert.equal(answer.body.name, 'Fault');
        assert.equal(reasonOf(answer), 'Out of order.');
        assert.equal(refusalOf(await soap(ticket, version)), null);
      }
    });

    it('is not injected into REST', async () => {
      const fault = inject({ kind: 'soap-fault' }, when);
      assert.equal((await rest()).status, 200);
      assert.equal(fault.hits, 0);
    });
  });
}

it('an exception has each type that was asked for, in SOAP and in REST', async () => {
  const types = {
    SoSessionException: 401,
    SoSentryException: 401,
    SoIllegalOperationException: 409,
    SoInvalidArgumentException: 400,
    SoValidationException: 400,
    SoNotFoundException: 404,
    SoLicenseException: 409,
    SoServerException: 500,
    NullReferenceException: 500,
    constructor: 500,
  };
  for (const [type, status] of Object.entries(types)) {
    inject(exception(type));
    const info = (await soap()).header.get('ExceptionInfo');
    assert.equal(textAt(info, 'ExceptionType'), `SuperOffice.Exceptions.${type}`);
    assert.match(textAt(info, 'Message') ?? '', /A test has injected this error\.$/);
    inject(exception(type));
    const answer = await rest();
    assert.equal(Reflect.get(Object(answer.json), 'ErrorType'), type);
    assert.equal(answer.status, status);
  }
});

it('an exception is a fault if the installation reports exceptions as faults', async () => {
  const { faults, application } = unwrapped.cast;
  for (const type of ['SoSessionException', 'SoPreferenceException']) {
    faults.inject({ effect: exception(type, 'No.') });
    const answer = await callService(unwrapped.base, {
      service: 'User',
      body: operations.getAccessToken(),
      ticket: await unwrapped.newTicket(),
      applicationToken: application.token,
    });
    assert.equal(answer.status, 500);
    assert.equal(reasonOf(answer), 'No.');
    const info = answer.body.children.find(({ name }) => name === 'detail')?.children[0];
    assert.equal(textAt(info, 'ExceptionType'), `SuperOffice.Exceptions.${type}`);
  }
});

it('the current principal, the metadata and the keys can fail too', async () => {
  const asked = {
    'User/currentPrincipal': () =>
      fetch(scene.base + currentPrincipal, {
        headers: { Authorization: `SOTicket ${ticket}`, 'SO-AppToken': appToken() },
      }),
    'oauth2/metadata': () => fetch(`${scene.base}/.well-known/oauth-authorization-server`),
    'oauth2/jwks': () => fetch(`${scene.base}/oauth2/jwks`),
  };
  for (const [operation, ask] of Object.entries(asked)) {
    assert.equal((await ask()).status, 200, operation);
    const effect = { kind: 'status', status: 503 } as const;
    const fault = scene.cast.faults.inject({ match: { operation }, effect });
    const answer = await ask();
    assert.equal(answer.status, 503, operation);
    assert.equal(answer.headers.get('x-ticketoffice-fault'), fault.id);
    assert.equal(answer.headers.get('retry-after'), null);
  }
});

it('health, WSDLs and what names no operation are left alone', async () => {
  const fault = inject({ kind: 'hang' });
  const { urls } = scene.cast;
  assert.equal((await fetch(`${urls.http}/health/ready`)).status, 200);
  assert.equal((await fetch(`${scene.base}/Remote/Services88/User.svc?wsdl`)).status, 200);
  assert.equal((await fetch(`${scene.base}/api/openapi.json`)).status, 200);
  const body = '<NoSuchOperation/>';
  const unknown = await callService(scene.base, { service: 'User', body });
  assert.equal(unknown.body.name, 'Fault');
  assert.equal(fault.hits, 0);
});
