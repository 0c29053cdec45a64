/** Introspection: what it tells about valid tokens, and that it tells nothing about others. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { asJwt, exchange, introspect, postForm } from '../support/oauth-calls.ts';
import { assertRefused, OAuthScene } from '../support/oauth-scene.ts';
import { asOperator } from '../support/operator.ts';
import { addUser, startSession } from '../support/test-installation.ts';

const ender = asOperator('end-sessions');

const IDENTITY = 'http://schemes.superoffice.net/identity/';
const HOUR_SECONDS = 3600;

let scene: OAuthScene;
before(async () => {
  scene = await OAuthScene.create();
});
after(() => scene.close());

function identity(base: string) {
  return {
    [`${IDENTITY}associateid`]: String(scene.cast.anna.id),
    [`${IDENTITY}ctx`]: 'Cust12345',
    [`${IDENTITY}email`]: 'anna@example.com',
    [`${IDENTITY}identityprovider`]: 'ticketoffice',
    [`${IDENTITY}netserver_url`]: `${base}/Remote/Services88/`,
    [`${IDENTITY}upn`]: 'anna@example.com',
    [`${IDENTITY}webapi_url`]: `${base}/api/`,
  };
}

const told = (token: string, client = scene.cast.application) =>
  introspect(scene.cast.base, client, token);

describe('introspection returns', () => {
  it('every claim of an access token', async () => {
    const { base, anna, application, installation } = scene.cast;
    const token = await scene.newAccessToken();
    const claims = installation.registry.accessTokenCodec.open(token);
    assert.ok(typeof claims === 'object');
    assert.deepEqual(await told(token), {
      active: true,
      iss: base,
      sub: String(anna.id),
      username: 'anna',
      sid: claims.ticketId,
      token_type: 'Bearer',
      jti: claims.tokenId,
      iat: scene.nowSeconds,
      nbf: scene.nowSeconds,
      exp: scene.nowSeconds + HOUR_SECONDS,
      client_id: application.clientId,
      ...identity(base),
    });
  });

  it('the address of the newest version that is served', async () => {
    const { installation, application } = scene.cast;
    const url = await installation.serve({ servicesVersions: ['86', '84'] });
    const base = `${url}/Cust12345`;
    const claims = await introspect(base, application, await scene.newAccessToken());
    assert.equal(claims[`${IDENTITY}netserver_url`], `${base}/Remote/Services86/`);
    const jwt = await exchange(base, application, await scene.newTicket(), asJwt);
    assert.equal(decodeJwt(jwt)[`${IDENTITY}netserver_url`], `${base}/Remote/Services86/`);
  });

  it('every claim of a ticket, with its current end', async () => {
    const { base, anna, services } = scene.cast;
    const ticket = await scene.newTicket();
    const session = await services.sessions.open(ticket);
    assert.deepEqual(await told(ticket), {
      active: true,
      iss: base,
      sub: String(anna.id),
      username: 'anna',
      sid: session?.ticket.id,
      token_type: 'SOTicket',
      jti: session?.ticket.id,
      iat: scene.nowSeconds,
      nbf: scene.nowSeconds,
      exp: scene.nowSeconds + 6 * HOUR_SECONDS,
      ...identity(base),
    });
  });

  it('every claim of a JWT, as the JWT has it', async () => {
    const ticket = await scene.newTicket();
    const resource = 'https://api.example.com/ships';
    const jwt = await scene.exchange(ticket, { ...asJwt, resource, audience: 'ships' });
    const { client_id, aud, sub, ...claims } = decodeJwt(jwt);
    assert.deepEqual(aud, [resource, 'ships']);
    const standing = { active: true, username: 'anna', token_type: 'Bearer' };
    assert.deepEqual(await told(jwt), { ...claims, aud, sub, client_id, ...standing });
  });

  it('no client id if none is known, and no e-mail address if there is none', async () => {
    const { base, services, application } = scene.cast;
    assert.equal('client_id' in (await told(await scene.newAccessToken(null))), false);
    const plain = await addUser(services, 'plain', null);
    const body = await introspect(base, application, await startSession(services, plain));
    assert.equal(body[`${IDENTITY}upn`], 'plain');
    assert.equal(`${IDENTITY}email` in body, false);
  });

  it('tokens to any application of the tenant, and to nobody else', async () => {
    const token = await scene.newAccessToken();
    assert.equal((await told(token, scene.cast.other))['active'], true);
    for (const { status, headers, body } of [
      await scene.post('introspect', { token }, null),
      await scene.post('introspect', { token }, null, { Authorization: `Bearer ${token}` }),
    ]) {
      assert.equal(status, 401);
      assert.match(headers.get('www-authenticate') ?? '', /^Basic /);
      assert.equal(body['error'], 'invalid_client');
    }
    assertRefused(await scene.post('introspect', {}), 'invalid_request', 400, /token is missing/);
  });

  it('answers that no cache may store', async () => {
    const { headers } = await scene.post('introspect', { token: await scene.newTicket() });
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('pragma'), 'no-cache');
  });
});

describe('introspection returns nothing', () => {
  it('about texts that are not tokens, and forged or changed tokens', async () => {
    const [token, ticket, jwt] = [
      await scene.newAccessToken(),
      await scene.newTicket(),
      await scene.newJwt(),
    ];
    for (const text of [
      'x',
      '7T:x',
      '8A:x',
      'eyJ',
      'eyJ.eyJ.x',
      `${token.slice(0, -6)}AAAAA=`,
      token.replace('Cust12345.', ''),
      `${ticket.slice(0, -8)}AAAAAAA=`,
      jwt.slice(0, -4),
      `${jwt.split('.').slice(0, 2).join('.')}.`,
      'x'.repeat(60_000),
    ]) {
      assert.deepEqual(await told(text), { active: false });
    }
  });

  it("about another tenant's tokens", async () => {
    const { installation, base, application } = scene.cast;
    await installation.addTenant('Cust26759');
    const elsewhere = base.replace('Cust12345', 'Cust26759');
    for (const token of [
      await scene.newAccessToken(),
      await scene.newTicket(),
      await scene.newJwt(),
    ]) {
      assert.deepEqual(await introspect(elsewhere, application, token), { active: false });
      assert.equal((await told(token))['active'], true);
    }
  });

  it('about expired tokens', async () => {
    const [token, ticket, jwt] = [
      await scene.newAccessToken(),
      await scene.newTicket(),
      await scene.newJwt(),
    ];
    scene.advance(HOUR_SECONDS * 1000 - 1);
    for (const standing of [token, jwt]) assert.equal((await told(standing))['active'], true);
    scene.advance(1);
    for (const ended of [token, jwt]) assert.deepEqual(await told(ended), { active: false });
    scene.advance(5 * HOUR_SECONDS * 1000 - 1);
    assert.equal((await told(ticket))['active'], true, 'nothing prolonged or shortened it');
    scene.advance(1);
    assert.deepEqual(await told(ticket), { active: false });
  });
});

describe('the CS session', () => {
  const hasSession = async (token: string, client = scene.cast.application) =>
    'cs_session' in (await told(token, client));

  it('is shown only to the application that the token was issued for', async () => {
    const { installation, other } = scene.cast;
    const token = await scene.newAccessToken(undefined, { includeCsSession: true });
    const claims = installation.registry.accessTokenCodec.open(token);
    assert.ok(typeof claims === 'object' && claims.csSession);
    const { loginId, csUserId, sessionKey } = claims.csSession;
    assert.deepEqual((await told(token))['cs_session'], {
      login_id: loginId,
      user_id: csUserId,
      session_key: sessionKey,
    });
    assert.equal(await hasSession(token, other), false);
    const nobodys = await scene.newAccessToken(null, { includeCsSession: true });
    assert.equal(await hasSession(nobodys), false);
  });

  it('is shown while it lasts, and introspection does not prolong it', async () => {
    const { installation, services } = scene.cast;
    const token = await scene.newAccessToken(undefined, { includeCsSession: true });
    const claims = installation.registry.accessTokenCodec.open(token);
    assert.ok(typeof claims === 'object' && claims.csSession);
    const { loginId } = claims.csSession;
    const lastActiveAtMs = scene.cast.clock.nowMs;
    scene.advance(HOUR_SECONDS * 1000 - 1);
    assert.equal(await hasSession(token), true);
    const session = await services.stores.csSessions.find(loginId);
    assert.equal(session?.lastActiveAtMs, lastActiveAtMs);
    await services.sessionAdministration.removeCsSession(ender, loginId);
    assert.equal(await hasSession(token), false);
    assert.equal((await told(token))['active'], true);
  });

  it('is not part of a JWT', async () => {
    const token = await scene.newAccessToken(undefined, { includeCsSession: true });
    const jwt = await scene.exchange(token);
    assert.equal(await hasSession(jwt), false);
    assert.equal('cs_session' in decodeJwt(jwt), false);
  });
});

it('introspection on-site names no tenant', async () => {
  const onsite = await OAuthScene.create('onsite');
  try {
    const { base, application } = onsite.cast;
    const ticket = await onsite.newTicket();
    for (const token of [ticket, await onsite.exchange(ticket, asJwt)]) {
      const { status, body } = await postForm(`${base}/oauth2/introspect`, application, { token });
      assert.deepEqual({ status, active: body['active'] }, { status: 200, active: true });
      assert.equal(`${IDENTITY}ctx` in body, false);
      assert.equal(body['iss'], base);
    }
  } finally {
    await onsite.close();
  }
});
