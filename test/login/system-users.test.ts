/** Applications get the tickets of their system users, in SOAP and in JSON. */
import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { decodeJwt, decodeProtectedHeader, importX509, jwtVerify } from 'jose';
import { asOperator, operator } from '../support/operator.ts';
import { REST_PATH, SOAP_PATH, SystemUserScene } from '../support/system-user-scene.ts';
import { TestInstallation } from '../support/test-installation.ts';

const NAMESPACE = 'http://www.superoffice.com/superid/partnersystemuser/0.1';
const CLAIM = 'http://schemes.superoffice.net/identity/';

let scene: SystemUserScene;
before(async () => {
  scene = await SystemUserScene.create();
});
after(() => scene.close());

const refuses = async (changes: Readonly<Record<string, unknown>>, message: RegExp) => {
  const answer = await scene.ask(changes);
  assert.equal(answer.IsSuccessful, false);
  assert.equal(answer.Token, null);
  assert.match(answer.ErrorMessage ?? '', message);
};

/** The members come in this order. */
const ANSWER = new RegExp(
  '<(\\w+):AuthenticationResponse>' +
    '<\\1:IsSuccessful>(\\w+)</\\1:IsSuccessful>' +
    '<\\1:Token>([^<]+)</\\1:Token>' +
    '<\\1:ErrorMessage ([^>]+)/>',
);

/** The ticket in a token. */
const ticketIn = (token: string | null) => String(decodeJwt(token ?? '')[`${CLAIM}ticket`]);

describe('the token of a system user', () => {
  it('is signed by the published certificate, and holds the claims as texts', async () => {
    const { url, robot, services, systemToken, clock } = scene.parts;
    const { IsSuccessful, Token, ErrorMessage } = await scene.ask();
    assert.deepEqual([IsSuccessful, ErrorMessage], [true, null]);
    const pem = await (await fetch(`${url}/login/.well-known/certificate.pem`)).text();
    const key = await importX509(pem, 'RS256');
    const currentDate = new Date(clock.nowMs);
    const { payload, protectedHeader } = await jwtVerify(Token ?? '', key, { currentDate });
    const jwks = (await (await fetch(`${url}/login/.well-known/jwks`)).json()) as {
      readonly keys: readonly Readonly<Record<string, string>>[];
    };
    const { kid, x5t } = jwks.keys[0] ?? {};
    assert.deepEqual(protectedHeader, { alg: 'RS256', kid, x5t, typ: 'JWT' });
    const { ticket, serial, ...claims } = ownClaims(payload);
    assert.match(ticket ?? '', /^7T:/);
    assert.match(serial ?? '', /^\d{10}$/);
    assert.deepEqual(claims, {
      ctx: 'Cust12345',
      netserver_url: `${url}/Cust12345/Remote/Services88/`,
      webapi_url: `${url}/Cust12345/api/`,
      company_name: 'Company of Cust12345',
      associateid: String(robot.id),
      upn: 'robot',
      identityprovider: 'central-superid',
      is_administrator: 'True',
      system_token: systemToken,
      firstname: '',
      lastname: '',
      initials: 'robot',
    });
    const iat = Math.floor(clock.nowMs / 1000);
    const { iss, aud, sub, nbf, exp } = payload;
    assert.deepEqual([iss, aud, sub], ['SuperOffice AS', `spn:${serial}`, 'robot']);
    assert.deepEqual([payload.iat, nbf, exp], [iat, iat - 60, iat + 300]);
    assert.equal((await services.sessions.open(ticket ?? ''))?.associate.id, robot.id);
  });

  it('holds a ticket that calls REST with the token of the application', async () => {
    const { url, application } = scene.parts;
    const { Token } = await scene.ask();
    const headers = {
      Authorization: `SOTicket ${ticketIn(Token)}`,
      'SO-AppToken': application.token,
    };
    const answer = await fetch(`${url}/Cust12345/api/v1/user/currentPrincipal`, { headers });
    assert.equal(answer.status, 200);
    assert.equal(Object(await answer.json()).Associate, 'robot');
  });

  it('has the issuer of the settings', async () => {
    const other = await SystemUserScene.create({ systemUserIssuer: 'Example AS' });
    assert.equal(decodeJwt((await other.ask()).Token ?? '').iss, 'Example AS');
    await other.close();
  });
});

describe('a signed system token', () => {
  it('may be sent again while its time counts', async () => {
    const SignedSystemToken = scene.signed();
    const tickets = [
      await scene.ask({ SignedSystemToken }),
      await scene.ask({ SignedSystemToken }),
    ];
    const [one, other] = tickets.map(({ Token }) => ticketIn(Token));
    assert.notEqual(one, other);
  });

  it('counts for ten minutes before and after its time, and no longer', async () => {
    const { clock } = scene.parts;
    const minute = Math.floor(clock.nowMs / 60_000) * 60_000;
    clock.nowMs = minute;
    for (const [ms, isTimely] of [
      [-660_000, false],
      [-600_000, true],
      [600_000, true],
      [660_000, false],
    ] as const) {
      const SignedSystemToken = scene.signed(undefined, minute + ms);
      if (isTimely) assert.equal((await scene.ask({ SignedSystemToken })).IsSuccessful, true);
      else await refuses({ SignedSystemToken }, /^Authorization error: InvalidTimestamp \(6\)\. /);
    }
  });

  it('is refused if its signature is not exactly that of the key', async () => {
    const signed = scene.signed();
    const at = signed.lastIndexOf('.') + 1;
    const text = signed.slice(0, at - 1);
    const signature = Buffer.from(signed.slice(at), 'base64');
    const last = Buffer.from(signature);
    last[255] = (last[255] ?? 0) ^ 1;
    const { privateKey: key } = scene.parts;
    const others = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const data = Buffer.from(text);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const forged = {
      'its last byte': last,
      PSS: sign('sha256', data, { key, padding }),
      'SHA-1': sign('sha1', data, key),
      'another key': sign('sha256', data, others.privateKey),
      nothing: Buffer.alloc(0),
    };
    for (const [name, wrong] of Object.entries(forged)) {
      const SignedSystemToken = `${text}.${wrong.toString('base64')}`;
      const answer = await scene.ask({ SignedSystemToken });
      assert.match(answer.ErrorMessage ?? '', /^Authorization error: InvalidSignature \(7\)/, name);
    }
    const base64url = `${text}.${signature.toString('base64url')}`;
    await refuses({ SignedSystemToken: base64url }, /InvalidSignature \(7\)/);
    for (const SignedSystemToken of ['', 'a', '.202611270930.', `${text}.`, 'x'.repeat(100_000)]) {
      await refuses({ SignedSystemToken }, /InvalidSignature \(7\)/);
    }
    const nextMinute = text.replace(/\d{12}$/, (time) => String(BigInt(time) + 1n));
    const SignedSystemToken = `${nextMinute}.${signature.toString('base64')}`;
    await refuses({ SignedSystemToken }, /InvalidSignature \(7\)/);
  });

  it('is refused if it is signed well, but is of another tenant', async () => {
    const { installation, application } = scene.parts;
    const elsewhere = await installation.addTenant('Cust26759');
    await elsewhere.consents.give(asOperator('administer-consents'), application);
    const foreign = await elsewhere.consents.systemTokenOf(application);
    await refuses({ SignedSystemToken: scene.signed(foreign ?? '') }, /Denied \(4\)/);
    await refuses({ ContextIdentifier: 'Cust26759' }, /Denied \(4\)/);
  });
});

describe('a request for the ticket of a system user', () => {
  it('is refused without an application, a tenant, or a token type that there is', async () => {
    const { installation } = scene.parts;
    const other = await installation.addApplication('Other');
    for (const ApplicationToken of ['', 'wrong', null]) {
      await refuses({ ApplicationToken }, /Denied \(4\)\. .*application token/);
    }
    await refuses({ ApplicationToken: other.token }, /InvalidSignature \(7\)/);
    await refuses({ ContextIdentifier: 'Cust99999' }, /Denied \(4\)\. There is no tenant/);
    await refuses({ ContextIdentifier: null }, /ContextIdentifier is missing/);
    await refuses({ ReturnTokenType: 'Saml' }, /ReturnTokenType must be Jwt/);
    assert.equal((await scene.ask({ ReturnTokenType: undefined })).IsSuccessful, true);
    await installation.registry.tenants.suspend(operator, 'Cust26759');
    await refuses({ ContextIdentifier: 'Cust26759' }, /is suspended/);
  });

  it('is refused without a system user that can log in', async () => {
    const { services, robot } = scene.parts;
    await services.stores.associates.disable(robot.id, services.clock.now());
    await refuses({}, /Denied \(4\)\. The application has no system user here/);
    await services.stores.associates.enable(robot.id);
    assert.equal((await scene.ask()).IsSuccessful, true);
  });

  it('is audited, with the reason of a refusal', async () => {
    // The audit trail counts refusals together when there are many of one kind.
    const fresh = await SystemUserScene.create();
    const { installation } = fresh.parts;
    await fresh.ask();
    await fresh.ask({ SignedSystemToken: fresh.signed(undefined, 0) });
    const events = await installation.registry.stores.audit.listLatest({}, 50);
    const told = events
      .filter(({ action }) => action === 'system-user-logged-in')
      .map(({ outcome, user, application, tenant, detail }) => ({
        outcome,
        user,
        application,
        tenant,
        reason: detail['reason'],
      }));
    const who = { application: 'Ticketoffice Sample', tenant: 'Cust12345' };
    const refusal = { ...who, outcome: 'refused', user: null, reason: 'InvalidTimestamp' };
    const success = { ...who, outcome: 'succeeded', user: 'robot', reason: undefined };
    assert.deepEqual(told.slice(0, 2), [refusal, success]);
    await fresh.close();
  });

  it('ends with the consent, and so do the tickets that it gave', async () => {
    const { services, application } = scene.parts;
    const ticket = ticketIn((await scene.ask()).Token);
    const before = scene.signed();
    await services.consents.revoke(asOperator('administer-consents'), application);
    assert.equal(await services.sessions.open(ticket), null);
    await refuses({}, /Revoked \(1\)/);
    await services.consents.give(asOperator('administer-consents'), application);
    await refuses({ SignedSystemToken: before }, /Denied \(4\)/);
    const now = await services.consents.systemTokenOf(application);
    assert.equal(
      (await scene.ask({ SignedSystemToken: scene.signed(now ?? '') })).IsSuccessful,
      true,
    );
  });
});

describe('the request in JSON', () => {
  it('is answered 400 or 415 if it is no JSON object, and 405 by GET', async () => {
    const { url } = scene.parts;
    for (const body of ['', '{', '[]', 'null', '"a"', '{"ApplicationToken":5}']) {
      assert.equal((await scene.send({}, { body })).status, 400, body);
    }
    const headers = { 'Content-Type': 'text/plain' };
    assert.equal((await scene.send({}, { headers })).status, 415);
    assert.equal((await fetch(url + REST_PATH)).status, 405);
    assert.equal((await fetch(`${url}/Cust12345${REST_PATH}`)).status, 404);
  });

  it('is answered at an on-site installation that there is nothing', async () => {
    const onsite = await TestInstallation.create('onsite');
    const url = await onsite.serve();
    assert.equal((await fetch(url + REST_PATH, { method: 'POST' })).status, 404);
    assert.equal((await fetch(`${url}/login/.well-known/jwks`)).status, 404);
    await onsite.close();
  });
});

describe('the request in SOAP', () => {
  const post = (path: string, body: string, action = '') =>
    fetch(scene.parts.url + path, {
      method: 'POST',
      headers: {
        'Content-Type': 'text/xml;charset=UTF-8',
        Accept: 'application/json',
        SOAPAction: action,
      },
      body,
    });
  /** Like the public sample for Node.js, with two prefixes for the envelope. */
  const message = (signed: string) => `<?xml version="1.0" encoding="UTF-8"?>
    <SOAP-ENV:Envelope xmlns:ns0="http://schemas.xmlsoap.org/soap/envelope/"
        xmlns:ns1="${NAMESPACE}" xmlns:tns="${NAMESPACE}"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
      <SOAP-ENV:Header>
        <tns:ApplicationToken>${scene.parts.application.token}</tns:ApplicationToken>
        <tns:ContextIdentifier>Cust12345</tns:ContextIdentifier>
      </SOAP-ENV:Header>
      <ns0:Body>
        <ns1:AuthenticationRequest>
          <ns1:SignedSystemToken>${signed}</ns1:SignedSystemToken>
          <ns1:ReturnTokenType>Jwt</ns1:ReturnTokenType>
        </ns1:AuthenticationRequest>
      </ns0:Body>
    </SOAP-ENV:Envelope>`;
  const current = async () => {
    const { services, application } = scene.parts;
    return scene.signed((await services.consents.systemTokenOf(application)) ?? '');
  };

  it('is answered at the address in any case, with a token', async () => {
    const action = `"${NAMESPACE}/IPartnerSystemUserService/Authenticate"`;
    for (const path of [SOAP_PATH, '/Login/Services/partnersystemuserservice.svc']) {
      const answer = await post(path, message(await current()), action);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), 'text/xml; charset=utf-8');
      const text = await answer.text();
      assert.doesNotMatch(text, /Header/);
      const [, , isSuccessful, token, error] = ANSWER.exec(text) ?? [];
      assert.equal(isSuccessful, 'true', text);
      assert.equal(error, 'xsi:nil="true"');
      assert.match(ticketIn(token ?? ''), /^7T:/);
      assert.equal(decodeProtectedHeader(token ?? '').alg, 'RS256');
    }
  });

  it('is answered 200 if it is refused, and a fault if it cannot be read', async () => {
    const refused = await post(SOAP_PATH, message('wrong'));
    assert.equal(refused.status, 200);
    const text = await refused.text();
    assert.match(text, /IsSuccessful>false</);
    assert.match(text, /Token xsi:nil="true"/);
    assert.match(text, /ErrorMessage>Authorization error: InvalidSignature \(7\)/);
    for (const [body, action] of [
      ['<a/>', ''],
      ['', ''],
      [message('x').replaceAll('AuthenticationRequest', 'Authenticate'), ''],
      [message('x'), 'urn:other'],
      [message('x').replace('>Jwt<', '>Pdf<'), ''],
    ] as const) {
      const fault = await post(SOAP_PATH, body, action);
      assert.equal(fault.status, 500, body);
      assert.match(await fault.text(), /Fault>/);
    }
  });

  it('has a page for people, with a sample', async () => {
    const page = await fetch(scene.parts.url + SOAP_PATH);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.match(await page.text(), /tns:AuthenticationRequest/);
  });
});

/** The original's claims without their namespace. */
function ownClaims(payload: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]) =>
      name.startsWith(CLAIM) ? [[name.slice(CLAIM.length), value]] : [],
    ),
  );
}
