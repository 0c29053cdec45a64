/** Token exchange: what is issued for which token, to whom, and for how long. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import {
  asJwt,
  type Client,
  exchange,
  introspect,
  isActive,
  tokenExchange,
  tokenTypes,
} from '../support/oauth-calls.ts';
import { assertRefused, OAuthScene } from '../support/oauth-scene.ts';

const HOUR_SECONDS = 3600;

let scene: OAuthScene;
before(async () => {
  scene = await OAuthScene.create();
});
after(() => scene.close());

const ask = (
  parameters: Readonly<Record<string, string>> | readonly (readonly [string, string])[],
  client: Client = scene.cast.application,
) => {
  const pairs = Array.isArray(parameters) ? parameters : Object.entries(parameters);
  return scene.post('token', [['grant_type', tokenExchange], ...pairs], client);
};
const ofTicket = (ticket: string) => ({
  subject_token: ticket,
  subject_token_type: tokenTypes.ticket,
});
const ofAccessToken = (token: string) => ({
  subject_token: token,
  subject_token_type: tokenTypes.accessToken,
});

describe('token exchange issues', () => {
  it('an access token for a ticket, by default', async () => {
    const ticket = await scene.newTicket();
    for (const requested of [{}, { requested_token_type: tokenTypes.accessToken }]) {
      const { status, headers, body } = await ask({ ...ofTicket(ticket), ...requested });
      assert.equal(status, 200);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('pragma'), 'no-cache');
      const { access_token: token, ...facts } = body;
      assert.match(String(token), /^8A:Cust12345\./);
      assert.deepEqual(facts, {
        issued_token_type: tokenTypes.accessToken,
        token_type: 'Bearer',
        expires_in: HOUR_SECONDS,
      });
      assert.equal(await scene.isActive(String(token)), true);
    }
  });

  it('a JWT for an access token, by default, and for a ticket', async () => {
    for (const asked of [
      ofAccessToken(await scene.newAccessToken()),
      { ...ofTicket(await scene.newTicket()), ...asJwt },
    ]) {
      const { status, body } = await ask(asked);
      assert.equal(status, 200);
      const { access_token: token, ...facts } = body;
      assert.match(String(token), /^eyJ/);
      assert.deepEqual(facts, {
        issued_token_type: tokenTypes.jwt,
        token_type: 'Bearer',
        expires_in: HOUR_SECONDS,
      });
    }
  });

  it('a JWT if an access token is exchanged for an access token', async () => {
    const token = await scene.newAccessToken();
    scene.advance(60_000);
    const requested = { requested_token_type: tokenTypes.accessToken, audience: 'ships' };
    const { status, body } = await ask({ ...ofAccessToken(token), ...requested });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body['issued_token_type'], tokenTypes.accessToken);
    const { aud, exp } = decodeJwt(String(body['access_token']));
    // Another access token of ours would prolong the first one.
    assert.deepEqual([aud, exp], ['ships', scene.nowSeconds + HOUR_SECONDS - 60]);
  });

  it('a JWT by RFC 9068, which the published keys verify', async () => {
    const { base, anna, application, services } = scene.cast;
    const ticket = await scene.newTicket();
    const token = await scene.exchange(ticket);
    const text = await scene.exchange(token);
    const keys = createRemoteJWKSet(new URL(`${base}/oauth2/jwks`));
    const currentDate = new Date(scene.cast.clock.nowMs);
    const { payload, protectedHeader } = await jwtVerify(text, keys, { currentDate });
    const { kid, ...header } = protectedHeader;
    assert.equal(typeof kid, 'string');
    assert.deepEqual(header, { alg: 'ES256', typ: 'at+jwt' });
    const { jti, ...claims } = payload;
    assert.match(jti ?? '', /^[0-9a-f-]{36}$/);
    const identity = 'http://schemes.superoffice.net/identity/';
    assert.deepEqual(claims, {
      iss: base,
      sub: String(anna.id),
      aud: base,
      client_id: application.clientId,
      iat: scene.nowSeconds,
      nbf: scene.nowSeconds,
      exp: scene.nowSeconds + HOUR_SECONDS,
      sid: (await services.sessions.open(ticket))?.ticket.id,
      sid_generation: anna.generation,
      origin_jti: (await introspect(base, application, token))['jti'],
      origin_client_id: application.clientId,
      [`${identity}associateid`]: String(anna.id),
      [`${identity}ctx`]: 'Cust12345',
      [`${identity}email`]: 'anna@example.com',
      [`${identity}identityprovider`]: 'ticketoffice',
      [`${identity}netserver_url`]: `${base}/Remote/Services88/`,
      [`${identity}upn`]: 'anna@example.com',
      [`${identity}webapi_url`]: `${base}/api/`,
    });
    assert.notEqual(decodeJwt(await scene.exchange(token)).jti, jti);
  });

  it('a JWT signed with EdDSA if the settings say so', async () => {
    const origin = await scene.cast.installation.serve({ jwtAlgorithm: 'EdDSA' });
    const base = `${origin}/Cust12345`;
    const text = await exchange(base, scene.cast.application, await scene.newTicket(), asJwt);
    assert.equal(decodeProtectedHeader(text).alg, 'EdDSA');
    assert.equal(await scene.isActive(text), true);
  });

  it("a JWT for another application's token, while both applications may call", async () => {
    const { application, other, installation, services } = scene.cast;
    const token = await scene.newAccessToken(other);
    const text = await scene.exchange(token, {}, application);
    const { client_id: clientId, origin_client_id: originId } = decodeJwt(text);
    assert.deepEqual([clientId, originId], [application.clientId, other.clientId]);
    const { applications } = installation.registry.stores;
    await applications.disable(other.id, services.clock.now());
    assert.equal(await isActive(scene.cast.base, application, text), false);
    await applications.enable(other.id);
    assert.equal(await scene.isActive(text), true);
  });
});

describe('the exchanged token', () => {
  it('is not outlived by its JWT', async () => {
    const token = await scene.newAccessToken();
    const end = scene.nowSeconds + HOUR_SECONDS;
    scene.advance(3_000_500);
    const { body } = await ask(ofAccessToken(token));
    assert.equal(decodeJwt(String(body['access_token'])).exp, end);
    assert.equal(body['expires_in'], 599);
  });

  it('is not outlived by its JWT if it is a ticket that expires soon', async () => {
    const { services, anna } = scene.cast;
    const lifetimeMs = 90_000;
    const { sessions } = services;
    const user = { address: '192.0.2.1', userAgent: null };
    const started = await sessions.start(anna, user, lifetimeMs);
    const token = await scene.newAccessToken(undefined, { ticket: started.ticketText });
    for (const subject of [started.ticketText, token]) {
      const { exp } = decodeJwt(await scene.exchange(subject, asJwt));
      assert.equal(exp, scene.nowSeconds + 90);
    }
  });

  it('is prolonged if it is a ticket, because the exchange uses it', async () => {
    const ticket = await scene.newTicket();
    scene.advance(5 * HOUR_SECONDS * 1000 + 1_800_000);
    const jwt = await scene.exchange(ticket, asJwt);
    assert.equal(decodeJwt(jwt).exp, scene.nowSeconds + HOUR_SECONDS);
    scene.advance(5 * HOUR_SECONDS * 1000);
    assert.equal(await scene.isActive(ticket), true);
  });

  it('must be valid', async () => {
    const { anna, services, installation, base, application } = scene.cast;
    const ticket = await scene.newTicket();
    const token = await scene.exchange(ticket);
    await installation.addTenant('Cust26759');
    const elsewhere = base.replace('Cust12345', 'Cust26759');
    for (const subject of [ticket, token]) {
      await assert.rejects(exchange(elsewhere, application, subject), /no longer valid/);
    }
    await services.stores.associates.setPasswordHash(anna.id, 'x');
    for (const subject of [ofTicket(ticket), ofAccessToken(token), ofTicket('7T:x')]) {
      assertRefused(await ask(subject), 'invalid_request', 400, /not valid or no longer valid/);
    }
  });

  it('must be of the stated type', async () => {
    const [ticket, token, jwt] = [
      await scene.newTicket(),
      await scene.newAccessToken(),
      await scene.newJwt(),
    ];
    for (const [subject_token, subject_token_type] of [
      [ticket, tokenTypes.accessToken],
      [token, tokenTypes.ticket],
      [jwt, tokenTypes.accessToken],
      [jwt, tokenTypes.ticket],
    ] as const) {
      const answer = await ask({ subject_token, subject_token_type });
      assertRefused(answer, 'invalid_request', 400, /not valid or no longer valid/);
    }
    for (const subject_token_type of [
      tokenTypes.jwt,
      'urn:ietf:params:oauth:token-type:refresh_token',
      'urn:ietf:params:oauth:token-type:saml2',
      'ticket',
    ]) {
      const answer = await ask({ subject_token: jwt, subject_token_type });
      assertRefused(answer, 'invalid_request', 400, /^Expected a subject_token_type of urn:/);
    }
  });
});

describe('a request for an exchange', () => {
  it('names the subject and its type, and no unsupported parameter', async () => {
    const subject = ofTicket(await scene.newTicket());
    const { subject_token, subject_token_type } = subject;
    for (const [parameters, error, description] of [
      [{ subject_token }, 'invalid_request', /subject_token_type is missing/],
      [{ subject_token_type }, 'invalid_request', /subject_token is missing/],
      [{ ...subject, actor_token: 'x' }, 'invalid_request', /Omit actor_token/],
      [{ ...subject, actor_token_type: 'x' }, 'invalid_request', /Omit actor_token/],
      [{ ...subject, scope: 'all' }, 'invalid_scope', /no scopes/],
      [{ ...subject, requested_token_type: 'x' }, 'invalid_request', /requested_token_type of urn/],
    ] as const) {
      assertRefused(await ask(parameters), error, 400, description);
    }
    assert.equal((await ask({ ...subject, scope: '', actor_token: '' })).status, 200);
  });

  it('names the targets of a JWT', async () => {
    const subject = Object.entries({ ...ofTicket(await scene.newTicket()), ...asJwt });
    const audienceOf = async (targets: readonly (readonly [string, string])[]) => {
      const { status, body } = await ask([...subject, ...targets]);
      assert.equal(status, 200, JSON.stringify(body));
      return decodeJwt(String(body['access_token'])).aud;
    };
    assert.equal(await audienceOf([['audience', 'ships']]), 'ships');
    const resource = 'https://api.example.com/ships?of=anna';
    assert.deepEqual(
      await audienceOf([
        ['audience', 'ships'],
        ['resource', resource],
        ['audience', 'ports'],
        ['audience', 'ships'],
      ]),
      [resource, 'ships', 'ports'],
    );
    const five = Array.from({ length: 5 }, (_, at) => ['audience', `a${at}`] as const);
    assert.equal((await audienceOf(five))?.length, 5);
    for (const [targets, description] of [
      [[...five, ['audience', 'a5']], /5 targets at most/],
      [[['audience', 'x'.repeat(513)]], /512 characters at most/],
      [[['resource', 'ships']], /absolute URI/],
      [[['resource', 'https://api.example.com/#part']], /absolute URI/],
      [[['resource', ' https://api.example.com/']], /absolute URI/],
      [[['resource', '/relative']], /absolute URI/],
    ] as const) {
      const answer = await ask([...subject, ...targets.map(([a, b]) => [a, b] as const)]);
      assertRefused(answer, 'invalid_target', 400, description);
    }
  });

  it('cannot name a target other than the issuer for an access token', async () => {
    const subject = ofTicket(await scene.newTicket());
    const answer = await ask({ ...subject, audience: 'ships' });
    assertRefused(answer, 'invalid_target', 400, /ask for a JWT/);
    const { base } = scene.cast;
    assert.equal((await ask({ ...subject, audience: base, resource: base })).status, 200);
  });

  it('requires that the application may use the agent that issues tokens', async () => {
    const plain = await scene.cast.installation.addApplication('Plain');
    for (const subject of [
      ofTicket(await scene.newTicket()),
      ofAccessToken(await scene.newAccessToken(plain)),
    ]) {
      const answer = await ask(subject, plain);
      assertRefused(answer, 'unauthorized_client', 400, /Plain may not use the User agent/);
    }
  });
});

it('on-site, an application needs no grant', async () => {
  const onsite = await OAuthScene.create('onsite');
  try {
    const plain = await onsite.cast.installation.addApplication('Plain');
    const token = await onsite.exchange(await onsite.newTicket(), {}, plain);
    assert.match(token, /^8A:[^.]+$/);
    const { iss, aud } = decodeJwt(await onsite.exchange(token, {}, plain));
    assert.deepEqual([iss, aud], [onsite.cast.base, onsite.cast.base]);
  } finally {
    await onsite.close();
  }
});
