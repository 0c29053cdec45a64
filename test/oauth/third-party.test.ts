/** Unmodified third-party OAuth libraries: what they discover, send and accept. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { readPublicJwk } from '../../src/domain/keys/public-key.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { tokenExchange, tokenTypes } from '../support/oauth-calls.ts';
import { operator } from '../support/operator.ts';
import {
  addUser,
  type RegisteredApplication,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';

const audience = 'https://api.example.com/ships';
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const LONGER_THAN_KEYS_ARE_KEPT_MS = 10 * 60_000;

let installation: TestInstallation;
let services: TenantServices;
let application: RegisteredApplication;
let issuer: URL;
let privateKey: CryptoKey;
let annaId: string;
let newTicket: () => Promise<string>;
let aheadMs: number;

for (const algorithm of ['ES256', 'EdDSA'] as const) {
  describe(`JWTs by ${algorithm}`, () => {
    before(async () => {
      aheadMs = 0;
      const clock = { now: () => Date.now() + aheadMs };
      installation = await TestInstallation.create('online', clock);
      services = await installation.addTenant('Cust12345');
      const origin = await installation.serve({ jwtAlgorithm: algorithm });
      issuer = new URL(`${origin}/Cust12345`);
      application = await installation.addApplication('Gateway', {
        agents: ['User'],
        publicKeys: [readPublicJwk({ ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1' })],
      });
      const anna = await addUser(services, 'anna', null, { email: 'anna@example.com' });
      annaId = String(anna.id);
      newTicket = () => startSession(services, anna);
      const robot = await addUser(services, 'robot', null, { type: 'system' });
      await services.stores.systemUsers.set(application.id, robot.id);
      const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
      const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
      privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, ecdsa, false, ['sign']);
    });
    after(() => installation.close());

    for (const method of ['basic', 'post', 'private key'] as const) {
      it(`openid-client, ${method}`, () => useOpenidClient(method));
      it(`oauth4webapi, ${method}`, () => useOauth4webapi(method));
    }
    it('a JWT is verified before and after a rotation of keys', () =>
      verifyAcrossRotation(algorithm));
  });
}

type Method = 'basic' | 'post' | 'private key';

function openidAuthentication(method: Method): openid.ClientAuth {
  if (method === 'basic') return openid.ClientSecretBasic(application.token);
  if (method === 'post') return openid.ClientSecretPost(application.token);
  return openid.PrivateKeyJwt({ key: privateKey, kid: 'k1' });
}

async function useOpenidClient(method: Method): Promise<void> {
  const config = await openid.discovery(
    issuer,
    application.clientId,
    undefined,
    openidAuthentication(method),
    { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] },
  );
  assert.equal(config.serverMetadata().issuer, issuer.href);
  const ticket = await newTicket();
  const token = await openid.genericGrantRequest(config, tokenExchange, {
    subject_token: ticket,
    subject_token_type: tokenTypes.ticket,
  });
  assert.match(token.access_token, /^8A:Cust12345\./);
  assert.equal(token.expires_in, 3600);
  const told = await openid.tokenIntrospection(config, token.access_token);
  assert.equal(told.active, true);
  assert.equal(told.username, 'anna');
  assert.equal(told.client_id, application.clientId);
  const jwt = await openid.genericGrantRequest(config, tokenExchange, {
    subject_token: token.access_token,
    subject_token_type: tokenTypes.accessToken,
    requested_token_type: tokenTypes.jwt,
    resource: audience,
  });
  await verifyAlone(jwt.access_token, config.serverMetadata().jwks_uri ?? '');
  const system = await openid.clientCredentialsGrant(config);
  assert.equal((await openid.tokenIntrospection(config, system.access_token)).username, 'robot');
  await openid.tokenRevocation(config, token.access_token);
  for (const ended of [token.access_token, jwt.access_token]) {
    assert.deepEqual(await openid.tokenIntrospection(config, ended), { active: false });
  }
}

const insecure = { [oauth.allowInsecureRequests]: true };

function oauthAuthentication(method: Method): oauth.ClientAuth {
  if (method === 'basic') return oauth.ClientSecretBasic(application.token);
  if (method === 'post') return oauth.ClientSecretPost(application.token);
  return oauth.PrivateKeyJwt({ key: privateKey, kid: 'k1' });
}

async function useOauth4webapi(method: Method): Promise<void> {
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const client = { client_id: application.clientId };
  const proof = oauthAuthentication(method);
  const grant = async (parameters: Record<string, string>) => {
    const asked = [server, client, proof, tokenExchange, new URLSearchParams(parameters)] as const;
    const response = await oauth.genericTokenEndpointRequest(...asked, insecure);
    return oauth.processGenericTokenEndpointResponse(server, client, response);
  };
  const introspect = async (token: string) => {
    const response = await oauth.introspectionRequest(server, client, proof, token, insecure);
    return oauth.processIntrospectionResponse(server, client, response);
  };
  const ticket = await newTicket();
  const subject = { subject_token: ticket, subject_token_type: tokenTypes.ticket };
  const { access_token: token } = await grant(subject);
  assert.equal((await introspect(ticket)).active, true);
  assert.equal((await introspect(token)).sub, annaId);
  const requested = { requested_token_type: tokenTypes.jwt, audience };
  const { access_token: jwt } = await grant({ ...subject, ...requested });
  await verifyAlone(jwt, server.jwks_uri ?? '');
  const asked = [server, client, proof, new URLSearchParams()] as const;
  const response = await oauth.clientCredentialsGrantRequest(...asked, insecure);
  const system = await oauth.processClientCredentialsResponse(server, client, response);
  assert.equal((await introspect(system.access_token)).username, 'robot');
  const revoked = await oauth.revocationRequest(server, client, proof, ticket, insecure);
  await oauth.processRevocationResponse(revoked);
  for (const ended of [ticket, token, jwt]) {
    assert.deepEqual(await introspect(ended), { active: false });
  }
}

/** Verifies a token as a resource server does, without asking the authorization server. */
async function verifyAlone(jwt: string, jwksUri: string): Promise<void> {
  const keys = createRemoteJWKSet(new URL(jwksUri));
  const expected = { issuer: issuer.href, audience, typ: 'at+jwt' };
  const { payload } = await jwtVerify(jwt, keys, expected);
  assert.equal(payload.sub, annaId);
  assert.equal(payload['client_id'], application.clientId);
  assert.equal(payload['http://schemes.superoffice.net/identity/email'], 'anna@example.com');
  await assert.rejects(jwtVerify(jwt, keys, { ...expected, audience: 'https://elsewhere' }));
}

async function verifyAcrossRotation(algorithm: 'ES256' | 'EdDSA'): Promise<void> {
  const keys = createRemoteJWKSet(new URL(`${issuer}/oauth2/jwks`), { cooldownDuration: 0 });
  const session = await services.sessions.open(await newTicket());
  assert.ok(session);
  const issue = async () => {
    const asked = { issuer: issuer.href, audience: [audience], application, algorithm };
    const issued = await services.jwtAccessTokens.issue(session, {
      ...asked,
      origin: null,
      identity: {},
    });
    return issued.text;
  };
  const before = await issue();
  const first = await jwtVerify(before, keys);
  await installation.registry.signingKeys.rotate(operator, algorithm, false);
  const meanwhile = await jwtVerify(await issue(), keys);
  assert.equal(meanwhile.protectedHeader.kid, first.protectedHeader.kid);
  aheadMs = LONGER_THAN_KEYS_ARE_KEPT_MS;
  const currentDate = new Date(Date.now() + aheadMs);
  const second = await jwtVerify(await issue(), keys, { currentDate });
  assert.notEqual(second.protectedHeader.kid, first.protectedHeader.kid);
  assert.equal(second.protectedHeader.alg, algorithm);
  await jwtVerify(before, createRemoteJWKSet(new URL(`${issuer}/oauth2/jwks`)));
  assert.notEqual(await services.jwtAccessTokens.verify(before), null);
}
