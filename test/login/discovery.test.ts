/** Discovery, the published keys and the certificate of the Online login. */
import assert from 'node:assert/strict';
import { hash, X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { asOperator } from '../support/operator.ts';
import { TestInstallation } from '../support/test-installation.ts';

const DAY_MS = 86_400_000;

type Key = Readonly<Record<'kid' | 'x5t' | 'n' | 'e', string>> & {
  readonly x5c: readonly string[];
};

const clock = { nowMs: Date.parse('2026-11-27T09:30:20Z'), now: () => clock.nowMs };
let installation: TestInstallation;
let url: string;
before(async () => {
  installation = await TestInstallation.create('online', clock);
  await installation.addTenant('Cust12345');
  url = await installation.serve();
});
after(() => installation.close());

const keysOf = async () => {
  const answer = await fetch(`${url}/Login/.well-known/JWKS`);
  assert.equal(answer.headers.get('cache-control'), 'public, max-age=300');
  return ((await answer.json()) as { readonly keys: readonly Key[] }).keys;
};

describe('discovery', () => {
  it('is the same below the login and at the root, with exactly these members', async () => {
    for (const path of ['/login', '', '/LOGIN']) {
      const answer = await fetch(`${url}${path}/.well-known/openid-configuration`);
      assert.equal(answer.status, 200);
      assert.deepEqual(await answer.json(), {
        issuer: url,
        authorization_endpoint: `${url}/login/common/oauth/authorize`,
        token_endpoint: `${url}/login/common/oauth/tokens`,
        jwks_uri: `${url}/login/.well-known/jwks`,
        end_session_endpoint: `${url}/login/logout`,
        scopes_supported: ['openid'],
        response_modes_supported: ['form_post', 'fragment', 'query'],
        response_types_supported: ['code', 'id_token', 'code id_token', 'token id_token', 'token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
        grant_types_supported: ['implicit', 'authorization_code', 'refresh_token'],
      });
    }
  });

  it('has the issuer of the settings, and the addresses of the server', async () => {
    const other = await installation.serve({ loginIssuer: 'https://sod.example.com' });
    const answer = await fetch(`${other}/login/.well-known/openid-configuration`);
    const told = Object(await answer.json());
    assert.equal(told.issuer, 'https://sod.example.com');
    assert.equal(told.jwks_uri, `${other}/login/.well-known/jwks`);
  });

  it('is not at a tenant, and reads by GET only', async () => {
    const path = '/.well-known/openid-configuration';
    assert.equal((await fetch(`${url}/Cust12345${path}`)).status, 404);
    assert.equal((await fetch(url + path, { method: 'POST' })).status, 405);
  });
});

describe('the published keys', () => {
  it('are named by the thumbprint of the certificate, which is PEM and DER too', async () => {
    const [key, ...others] = await keysOf();
    assert.ok(key);
    assert.deepEqual(others, []);
    const { kid, x5t, n, e, x5c, ...rest } = key;
    assert.deepEqual(rest, { kty: 'RSA', use: 'sig', alg: 'RS256' });
    assert.deepEqual(Object.keys(key), ['kty', 'use', 'alg', 'kid', 'x5t', 'n', 'e', 'x5c']);
    const certificate = Buffer.from(x5c[0] ?? '', 'base64');
    const thumbprint = hash('sha1', certificate, 'buffer');
    assert.equal(kid, thumbprint.toString('hex').toUpperCase());
    assert.equal(x5t, thumbprint.toString('base64url'));
    const opened = new X509Certificate(certificate);
    assert.deepEqual({ ...opened.publicKey.export({ format: 'jwk' }) }, { kty: 'RSA', n, e });
    assert.equal(opened.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
    assert.equal(opened.subject, 'CN=Ticketoffice Federated Login');
    assert.equal(opened.issuer, opened.subject);
    assert.ok(opened.verify(opened.publicKey));
    assert.equal(opened.ca, false);
    assert.equal(opened.validFrom, 'Nov 26 00:00:00 2026 GMT');
    assert.equal(opened.validTo, 'Nov 27 00:00:00 2126 GMT');
    const pem = await fetch(`${url}/login/.well-known/certificate.pem`);
    assert.equal(new X509Certificate(await pem.text()).raw.compare(certificate), 0);
    const der = await fetch(`${url}/login/.well-known/certificate.cer`);
    assert.equal(der.headers.get('content-type'), 'application/pkix-cert');
    assert.equal(Buffer.from(await der.arrayBuffer()).compare(certificate), 0);
  });

  it('announce the next key 30 days before it signs, behind the one that signs', async () => {
    const { signingKeys } = installation.registry;
    const [first] = await keysOf();
    const next = await signingKeys.rotate(asOperator('administer-installation'), 'RS256', false);
    const kids = async () => (await keysOf()).map(({ kid }) => kid);
    assert.deepEqual(await kids(), [first?.kid, next.keyId]);
    clock.nowMs += 30 * DAY_MS - 1;
    assert.deepEqual(await kids(), [first?.kid, next.keyId]);
    clock.nowMs += 1;
    assert.deepEqual(await kids(), [next.keyId, first?.kid]);
    clock.nowMs += 2 * DAY_MS;
    await signingKeys.forgetEnded();
    assert.deepEqual(await kids(), [next.keyId]);
  });

  it('are other keys than those of access tokens', async () => {
    const answer = await fetch(`${url}/Cust12345/oauth2/jwks`);
    const { keys } = (await answer.json()) as {
      readonly keys: readonly { readonly alg: string }[];
    };
    assert.deepEqual(
      keys.map(({ alg }) => alg),
      ['ES256'],
    );
  });
});
