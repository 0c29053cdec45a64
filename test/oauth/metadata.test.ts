/** The metadata of the server, and its address. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OAuthScene } from '../support/oauth-scene.ts';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

let online: OAuthScene;
let onsite: OAuthScene;
before(async () => {
  online = await OAuthScene.create('online');
  onsite = await OAuthScene.create('onsite');
});
after(() => Promise.all([online.close(), onsite.close()]));

async function get(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, body };
}

describe('metadata', () => {
  it('names every endpoint and its parameters, on-site', async () => {
    const { base } = onsite.cast;
    const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
    const algorithms = ['ES256', 'EdDSA', 'RS256', 'PS256'];
    const { status, headers, body } = await get(base + WELL_KNOWN);
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual(body, {
      issuer: base,
      token_endpoint: `${base}/oauth2/token`,
      token_endpoint_auth_methods_supported: methods,
      token_endpoint_auth_signing_alg_values_supported: algorithms,
      introspection_endpoint: `${base}/oauth2/introspect`,
      introspection_endpoint_auth_methods_supported: methods,
      introspection_endpoint_auth_signing_alg_values_supported: algorithms,
      revocation_endpoint: `${base}/oauth2/revoke`,
      revocation_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_signing_alg_values_supported: algorithms,
      jwks_uri: `${base}/oauth2/jwks`,
      grant_types_supported: [
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ],
      response_types_supported: [],
    });
  });

  it('of a tenant is served with the well-known path before or after its own', async () => {
    const { base } = online.cast;
    const { origin } = new URL(base);
    const inFront = await get(`${origin}${WELL_KNOWN}/Cust12345`);
    assert.equal(inFront.body['issuer'], base);
    assert.equal(inFront.body['token_endpoint'], `${base}/oauth2/token`);
    assert.deepEqual((await get(base + WELL_KNOWN)).body, inFront.body);
  });

  it('spells the tenant in the issuer as it was added, however the client spells it', async () => {
    const { base } = online.cast;
    const { body } = await get(`${new URL(base).origin}${WELL_KNOWN}/cUST12345`);
    assert.equal(body['issuer'], base);
  });

  it('is not found without a tenant, or for an unknown one', async () => {
    const { origin } = new URL(online.cast.base);
    for (const path of [WELL_KNOWN, `${WELL_KNOWN}/Cust99`, `/Cust99${WELL_KNOWN}`]) {
      const { status, headers, body } = await get(origin + path);
      assert.equal(status, 421);
      assert.equal(body['error'], 'invalid_request');
      assert.equal(headers.get('cache-control'), 'no-store');
    }
  });

  it('uses publicUrl, whatever host the client names', async () => {
    const publicUrl = 'https://crm.example.com/so';
    for (const [{ cast }, path, issuer] of [
      [online, '/Cust12345', `${publicUrl}/Cust12345`],
      [onsite, '/so', publicUrl],
    ] as const) {
      const origin = await cast.installation.serve({ publicUrl });
      const elsewhere = { 'X-Forwarded-Host': 'evil.test' };
      const { body, headers } = await get(origin + WELL_KNOWN + path, elsewhere);
      assert.equal(headers.get('cache-control'), 'public, max-age=300');
      assert.equal(body['issuer'], issuer);
      assert.equal(body['jwks_uri'], `${issuer}/oauth2/jwks`);
      const methods = body['introspection_endpoint_auth_methods_supported'];
      assert.ok(Array.isArray(methods) && methods.includes('private_key_jwt'));
    }
  });

  it('offers no assertions if the server learns its address only from the client', async () => {
    const { installation } = onsite.cast;
    const origin = await installation.serve({ trustedProxies: ['127.0.0.1'] });
    const elsewhere = { 'X-Forwarded-For': '203.0.113.5' };
    for (const headers of [{ 'X-Forwarded-Host': 'crm.example.com' }, elsewhere]) {
      const { body } = await get(origin + WELL_KNOWN, headers);
      assert.deepEqual(body['token_endpoint_auth_methods_supported'], [
        'client_secret_basic',
        'client_secret_post',
      ]);
      assert.equal('token_endpoint_auth_signing_alg_values_supported' in body, false);
    }
  });
});

describe('the published keys', () => {
  it('have the members that a verifier needs, and no private ones', async () => {
    const { base } = online.cast;
    const { status, headers, body } = await get(`${base}/oauth2/jwks`);
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'public, max-age=300');
    const [key, ...others] = body['keys'] as readonly Record<string, unknown>[];
    assert.ok(key);
    assert.deepEqual(others, []);
    const names = ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'];
    assert.deepEqual(Object.keys(key).toSorted(), names);
    const { kty, crv, use, alg } = key;
    assert.deepEqual({ kty, crv, use, alg }, { kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256' });
  });

  it('are not found for an unknown tenant', async () => {
    const { origin } = new URL(online.cast.base);
    assert.equal((await get(`${origin}/Cust99/oauth2/jwks`)).status, 421);
  });
});
