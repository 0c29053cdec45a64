/** The journal explains why requests to REST, OAuth and the page were refused. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { SignJWT } from 'jose';
import type { Jwk } from '../../src/domain/keys/public-key.ts';
import { type JournalScene, openJournalScene, PASSWORD } from '../support/journal-scene.ts';
import { introspect, postForm, tokenExchange, tokenTypes } from '../support/oauth-calls.ts';
import { asOperator, operator } from '../support/operator.ts';
import {
  authorization,
  callRest,
  currentPrincipal,
  getAccessToken,
} from '../support/rest-calls.ts';
import { addUser, startSession } from '../support/test-installation.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const UNKNOWN_TICKET = `7T:${Buffer.from('00000000-0000-4000-8000-000000000000;1', 'utf16le').toString('base64')}`;

let scene: JournalScene;
before(async () => {
  scene = await openJournalScene();
});
after(() => scene.installation.close());

async function refusal() {
  const { outcome, refusal: found } = await scene.last();
  assert.equal(outcome, 'refused');
  assert.ok(found);
  return found;
}

describe('The journal tells why REST refuses', () => {
  const refusalOf = async (path: string, call: Parameters<typeof callRest>[2] = {}) => {
    await callRest(scene.base, path, call);
    return refusal();
  };

  it('an address that is nearly right', async () => {
    const { reason, nearest } = await refusalOf('/App/api/v1/Agents/User/GetAcessToken');
    assert.deepEqual([reason, nearest], ['address-unknown', `/App${getAccessToken}`]);
  });

  it('a method', async () => {
    const { reason, nearest } = await refusalOf(getAccessToken, { method: 'PUT' });
    assert.deepEqual([reason, nearest], ['method-not-allowed', `POST ${getAccessToken}`]);
  });

  it('a request without credentials', async () => {
    const { reason, text, nearest } = await refusalOf(currentPrincipal);
    assert.equal(reason, 'session-invalid');
    assert.match(text, /The request has no header field authorization/);
    assert.equal(nearest, 'Authorization: SOTicket 7T:...');
  });

  it('a ticket in a header field that is not read', async () => {
    const { text } = await refusalOf(currentPrincipal, { headers: { SOTicket: UNKNOWN_TICKET } });
    assert.match(text, /The request has the header field soticket, which is not read/);
  });

  it('a scheme that it does not know', async () => {
    const { reason, nearest } = await refusalOf(currentPrincipal, { authorization: 'Token abc' });
    assert.deepEqual([reason, nearest], ['session-invalid', 'Authorization: SOTicket 7T:...']);
  });

  it('a ticket as a bearer token', async () => {
    const { reason, nearest } = await refusalOf(currentPrincipal, {
      authorization: authorization.bearer(UNKNOWN_TICKET),
    });
    assert.equal(reason, 'access-token-malformed');
    assert.equal(nearest, 'Authorization: SOTicket 7T:...');
  });

  it('a ticket that is not stored', async () => {
    const proof = authorization.ticket(UNKNOWN_TICKET);
    const { reason } = await refusalOf(currentPrincipal, { authorization: proof });
    assert.equal(reason, 'ticket-unknown');
  });

  it('a wrong password', async () => {
    const proof = authorization.basic('anna', 'wrong-secret-1');
    const { reason, text } = await refusalOf(currentPrincipal, { authorization: proof });
    assert.equal(reason, 'password-wrong');
    assert.match(text, /^anna exists/);
  });

  it('an access token that has expired', async () => {
    const { sessions, accessTokens } = scene.services;
    const caller = { address: '192.0.2.1', userAgent: null };
    const session = await sessions.start(scene.anna, caller);
    const issue = { application: null, includeCsSession: false, origin: 'api' } as const;
    const token = await accessTokens.issue(session, issue, caller);
    const before = scene.clock.nowMs;
    scene.clock.nowMs += accessTokens.lifetimeMs;
    const proof = authorization.bearer(token);
    const { reason } = await refusalOf(currentPrincipal, { authorization: proof });
    scene.clock.nowMs = before;
    assert.equal(reason, 'access-token-expired');
  });

  it('an access token whose user got a new password', async () => {
    const user = await addUser(scene.services, 'traded', PASSWORD);
    const { sessions, accessTokens, passwords } = scene.services;
    const caller = { address: '192.0.2.1', userAgent: null };
    const session = await sessions.start(user, caller);
    const issue = { application: null, includeCsSession: false, origin: 'api' } as const;
    const token = await accessTokens.issue(session, issue, caller);
    await passwords.set(asOperator('change-passwords'), { id: user.id }, 'another-Secret-5');
    const proof = authorization.bearer(token);
    const { reason, text } = await refusalOf(currentPrincipal, { authorization: proof });
    assert.equal(reason, 'password-changed');
    assert.match(text, /The access token has ended with its session. traded got a new password/);
  });

  it('a body of another media type', async () => {
    const { reason, nearest } = await refusalOf(getAccessToken, {
      authorization: authorization.basic('anna', PASSWORD),
      bytes: '<x/>',
      headers: { 'Content-Type': 'application/xml' },
    });
    assert.deepEqual(
      [reason, nearest],
      ['media-type-unsupported', 'Content-Type: application/json'],
    );
  });

  it('a value of another type', async () => {
    const { reason, text, nearest } = await refusalOf(getAccessToken, {
      authorization: authorization.basic('anna', PASSWORD),
      json: { IncludeCsSession: 'perhaps' },
    });
    assert.equal(reason, 'value-invalid');
    assert.match(text, /GetAccessToken.IncludeCsSession: expected boolean/);
    assert.equal(nearest, '{"AppToken":"","IncludeCsSession":false}');
  });

  it('a misspelt property, which is ignored', async () => {
    const { reason, text, nearest } = await refusalOf(
      '/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword',
      { json: { UserNmae: 'anna', Password: PASSWORD } },
    );
    assert.equal(reason, 'user-name-missing');
    assert.match(text, /has "UserNmae", which is ignored/);
    assert.equal(nearest, 'UserName');
  });

  it('a user without the permission', async () => {
    await callRest(scene.base, '/api/v1/Agents/User/DeleteRole', {
      authorization: authorization.basic('anna', PASSWORD),
      json: { RoleId: 1 },
    });
    const { user, outcome, refusal: found, operation } = await scene.last();
    assert.deepEqual([user, outcome, found?.reason], ['anna', 'refused', 'not-permitted']);
    assert.equal(operation, 'User/DeleteRole');
  });
});

describe('The journal tells why OAuth refuses', () => {
  const grant = { grant_type: 'client_credentials' };
  const client = () => scene.application;
  const refusalOf = async (
    parameters: Readonly<Record<string, string>>,
    from: Parameters<typeof postForm>[1] = client(),
    headers: Readonly<Record<string, string>> = {},
  ) => {
    await postForm(`${scene.base}/oauth2/token`, from, parameters, headers);
    return refusal();
  };

  it('an unknown client', async () => {
    const { reason, text } = await refusalOf(grant, { clientId: 'nobody-here', token: 'x' });
    assert.equal(reason, 'client-unknown');
    assert.doesNotMatch(text, /nobody-here/);
  });

  it('a wrong secret', async () => {
    const { reason, text } = await refusalOf(grant, { ...client(), token: 'wrong-secret-1' });
    assert.equal(reason, 'client-secret-wrong');
    assert.match(text, /Gateway exists/);
  });

  it('the secret of another application', async () => {
    const other = await scene.installation.addApplication('Reports');
    const { reason, text } = await refusalOf(grant, { ...client(), token: other.token });
    assert.equal(reason, 'client-secret-of-another');
    assert.match(text, /The secret is of the application Reports/);
  });

  it('a disabled application', async () => {
    const disabled = await scene.installation.addApplication('Sleeper');
    const { applicationAdministration } = scene.installation.registry;
    await applicationAdministration.disable(operator, disabled.id);
    assert.equal((await refusalOf(grant, disabled)).reason, 'application-disabled');
  });

  it('a request without client authentication', async () => {
    const { reason, nearest } = await refusalOf(grant, null);
    assert.equal(reason, 'client-credentials-missing');
    assert.match(nearest ?? '', /^Authorization: Basic/);
  });

  it('a locked client', async () => {
    const locked = await scene.installation.addApplication('Locked');
    const reasons: string[] = [];
    for (let attempt = 0; attempt < 31; attempt += 1) {
      reasons.push((await refusalOf(grant, { ...locked, token: 'wrong-secret-1' })).reason);
    }
    assert.equal(reasons[0], 'client-secret-wrong');
    assert.equal(reasons.at(-1), 'locked');
  });

  it('a grant type by its short name', async () => {
    const { reason, nearest } = await refusalOf({ grant_type: 'token-exchange' });
    assert.deepEqual([reason, nearest], ['unsupported_grant_type', `grant_type=${tokenExchange}`]);
  });

  it('a misspelt parameter', async () => {
    const { reason, text, nearest } = await refusalOf({ granttype: 'client_credentials' });
    assert.equal(reason, 'invalid_request');
    assert.match(text, /The request has "granttype", which is not read/);
    assert.equal(nearest, 'grant_type=...');
  });

  it('a token type by its short name', async () => {
    const { nearest } = await refusalOf({
      grant_type: tokenExchange,
      subject_token: UNKNOWN_TICKET,
      subject_token_type: 'ticket',
    });
    assert.equal(nearest, `subject_token_type=${tokenTypes.ticket}`);
  });

  it('a ticket that cannot be exchanged', async () => {
    const { reason } = await refusalOf({
      grant_type: tokenExchange,
      subject_token: UNKNOWN_TICKET,
      subject_token_type: tokenTypes.ticket,
    });
    assert.equal(reason, 'ticket-unknown');
  });

  it('JSON in place of a form', async () => {
    const { reason, nearest } = await refusalOf(grant, client(), {
      'Content-Type': 'application/json',
    });
    assert.equal(reason, 'media-type-unsupported');
    assert.equal(nearest, 'Content-Type: application/x-www-form-urlencoded');
  });

  it('an address that is nearly right', async () => {
    await postForm(`${scene.base}/oauth2/tokens`, client(), grant);
    const { reason, nearest } = await refusal();
    assert.deepEqual([reason, nearest], ['address-unknown', '/oauth2/token']);
  });

  it('assertions, by what is wrong with them', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' }) as Jwk;
    const signer = await scene.installation.addApplication('Signer', {
      publicKeys: [{ keyId: 'key-1', jwk }],
    });
    const refusalOfAssertion = async (
      change: Readonly<Record<string, unknown>> = {},
      kid = 'key-1',
    ) => {
      const seconds = Math.floor(scene.clock.nowMs / 1000);
      const claims = {
        iss: signer.clientId,
        sub: signer.clientId,
        aud: scene.base,
        jti: randomUUID(),
        exp: seconds + 60,
        ...change,
      };
      const assertion = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(privateKey);
      return refusalOf(
        { ...grant, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion },
        null,
      );
    };
    assert.equal((await refusalOfAssertion({}, 'key-2')).reason, 'assertion-key-unknown');
    assert.equal((await refusalOfAssertion({ sub: 'x' })).reason, 'assertion-client-unknown');
    assert.match((await refusalOfAssertion({ aud: 'https://other.example' })).text, /"aud"/);
    assert.match((await refusalOfAssertion({ exp: 1 })).text, /"exp"/);
    const used = { jti: 'used-once' };
    assert.equal((await refusalOfAssertion(used)).reason, 'unauthorized_client');
    assert.equal((await refusalOfAssertion(used)).reason, 'assertion-used');
  });

  it('says why a token is not active, although that is no refusal', async () => {
    await introspect(scene.base, client(), UNKNOWN_TICKET);
    const { outcome, refusal: found, application } = await scene.last();
    assert.equal(outcome, 'succeeded');
    assert.equal(found?.reason, 'ticket-unknown');
    assert.equal(application, 'Gateway');
  });

  it('names application and user of a token that was issued', async () => {
    const ticket = await startSession(scene.services, scene.anna);
    await postForm(`${scene.base}/oauth2/token`, client(), {
      grant_type: tokenExchange,
      subject_token: ticket,
      subject_token_type: tokenTypes.ticket,
    });
    const { outcome, application, user, messages } = await scene.last();
    assert.deepEqual([outcome, application, user], ['succeeded', 'Gateway', 'anna']);
    assert.match(messages?.answerBody ?? '', /"access_token":"\{\{access token \d+\}\}"/);
  });
});

it('The journal records the page for new passwords without its secrets', async () => {
  const token = 'a-token-of-a-link';
  await (await fetch(`${scene.base}/password?token=${token}`)).text();
  const { protocol, refusal: found, messages } = await scene.last();
  assert.equal(protocol, 'page');
  assert.equal(found?.reason, 'link-not-valid');
  assert.match(messages?.requestQuery ?? '', /^token=\{\{unknown \d+\}\}$/);
  assert.match(messages?.answerBody ?? '', /^\(\d+ bytes of text\/html, hidden\)$/);
});
