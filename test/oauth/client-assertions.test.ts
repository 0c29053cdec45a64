/** Client authentication by an assertion (`private_key_jwt`): which assertions are accepted. */
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { after, before, describe, it, type TestContext } from 'node:test';
import { exportSPKI, SignJWT } from 'jose';
import { type PublicKey, readPublicJwk } from '../../src/domain/keys/public-key.ts';
import { postForm } from '../support/oauth-calls.ts';
import { assertRefused, OAuthScene } from '../support/oauth-scene.ts';
import type { RegisteredApplication } from '../support/test-installation.ts';

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const REFUSAL = /^Client authentication failed: expected the client id/;

const pairs = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
} as const;
/** Keys that are registered for nobody. */
const forgedKeys = {
  EdDSA: generateKeyPairSync('ed25519').privateKey,
  PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
} as const;
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function publicKey(keyId: string, key: KeyObject): PublicKey {
  return readPublicJwk({ ...key.export({ format: 'jwk' }), kid: keyId });
}

let scene: OAuthScene;
let application: RegisteredApplication;
before(async () => {
  scene = await OAuthScene.create();
  application = await scene.cast.installation.addApplication('Signer', {
    publicKeys: [
      publicKey('ec', pairs.ES256.publicKey),
      publicKey('ed', pairs.EdDSA.publicKey),
      publicKey('rsa', pairs.RS256.publicKey),
    ],
  });
});
after(() => scene.close());

interface Making {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: KeyObject;
}

let made = 0;
function claimsOf(changes: Readonly<Record<string, unknown>> = {}) {
  made += 1;
  const { clientId } = application;
  return {
    iss: clientId,
    sub: clientId,
    aud: scene.cast.base,
    iat: scene.nowSeconds,
    exp: scene.nowSeconds + 60,
    jti: `jti-${made}`,
    ...changes,
  };
}

function assertion({ claims, header, key = pairs.ES256.privateKey }: Making = {}): Promise<string> {
  return new SignJWT(claimsOf(claims)).setProtectedHeader({ alg: 'ES256', ...header }).sign(key);
}

/** Counts how many signatures are verified. */
async function verificationsOf(text: string, context: TestContext): Promise<number> {
  const verify = context.mock.method(SubtleCrypto.prototype, 'verify');
  await assertNotTaken(text);
  verify.mock.restore();
  return verify.mock.callCount();
}

const send = (client_assertion: string, parameters = {}, path = 'introspect') => {
  const token = '7T:nothing';
  const proof = { client_assertion_type: TYPE, client_assertion };
  return scene.post(path, { token, ...proof, ...parameters }, null);
};

async function assertTaken(text: string, parameters = {}, path = 'introspect'): Promise<void> {
  const { status, body } = await send(text, parameters, path);
  assert.equal(status, 200, JSON.stringify(body));
}

async function assertNotTaken(text: string, parameters = {}): Promise<void> {
  assertRefused(await send(text, parameters), 'invalid_client', 401, REFUSAL);
}

describe('an assertion is accepted', () => {
  it('with every announced algorithm, with or without a key id', async () => {
    for (const [alg, kid, key] of [
      ['ES256', 'ec', pairs.ES256.privateKey],
      ['EdDSA', 'ed', pairs.EdDSA.privateKey],
      ['RS256', 'rsa', pairs.RS256.privateKey],
      ['PS256', 'rsa', pairs.RS256.privateKey],
    ] as const) {
      await assertTaken(await assertion({ header: { alg, kid }, key }));
      await assertTaken(await assertion({ header: { alg }, key }));
    }
  });

  it('for the issuer, the token endpoint or the called endpoint as audience', async () => {
    const { base } = scene.cast;
    for (const aud of [base, `${base}/oauth2/token`, ['https://elsewhere', base]]) {
      await assertTaken(await assertion({ claims: { aud } }));
    }
    const aud = `${base}/oauth2/revoke`;
    await assertTaken(await assertion({ claims: { aud } }), {}, 'revoke');
    await assertNotTaken(await assertion({ claims: { aud } }));
  });

  it('with the client id as a parameter, and with no other client id', async () => {
    await assertTaken(await assertion(), { client_id: application.clientId });
    await assertNotTaken(await assertion(), { client_id: scene.cast.other.clientId });
  });

  it('with each allowed typ', async () => {
    for (const typ of ['JWT', 'client-authentication+jwt', 'application/JWT']) {
      await assertTaken(await assertion({ header: { typ } }));
    }
    for (const typ of ['at+jwt', 'dpop+jwt', '']) {
      await assertNotTaken(await assertion({ header: { typ } }));
    }
  });

  it('if the clocks differ a little', async () => {
    const at = scene.nowSeconds;
    await assertTaken(await assertion({ claims: { iat: at + 29, nbf: at + 29 } }));
    await assertTaken(await assertion({ claims: { exp: at - 29 } }));
    await assertNotTaken(await assertion({ claims: { iat: at + 31 } }));
    await assertNotTaken(await assertion({ claims: { nbf: at + 31 } }));
    await assertNotTaken(await assertion({ claims: { exp: at - 30 } }));
  });
});

describe('an assertion is refused', () => {
  it('without a required claim, or with a wrong value', async () => {
    const { other, base } = scene.cast;
    const at = scene.nowSeconds;
    for (const claims of [
      { iss: undefined },
      { sub: undefined },
      { aud: undefined },
      { exp: undefined },
      { jti: undefined },
      { iss: other.clientId },
      { sub: other.clientId },
      { iss: other.clientId, sub: other.clientId },
      { sub: 'nobody\0' },
      { sub: 5 },
      { sub: { nested: true } },
      { sub: true },
      { aud: 'https://elsewhere' },
      { aud: `${base}/` },
      { aud: new URL(base).origin },
      { aud: [] },
      { exp: at + 631 },
      { exp: String(at + 60) },
      { iat: String(at) },
      { jti: 5 },
      { jti: '' },
      { jti: 'x'.repeat(257) },
    ]) {
      await assertNotTaken(await assertion({ claims }));
    }
    await assertTaken(await assertion({ claims: { exp: at + 630, jti: 'x'.repeat(256) } }));
  });

  it('if it is signed with a foreign key or another algorithm', async () => {
    await assertNotTaken(await assertion({ key: stranger.privateKey }));
    await assertNotTaken(await assertion({ key: stranger.privateKey, header: { kid: 'ec' } }));
    await assertNotTaken(await assertion({ header: { kid: 'ed' } }));
    await assertNotTaken(await assertion({ header: { kid: 'unknown' } }));
    const header = { alg: 'RS512' };
    await assertNotTaken(await assertion({ header, key: pairs.RS256.privateKey }));
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    await assertNotTaken(await assertion({ key: stranger.privateKey, header: { jwk } }));
  });

  it('without a signature, or with a MAC by the public key', async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'None', 'NONE']) {
      await assertNotTaken(`${encode({ alg })}.${encode(claimsOf())}.`);
    }
    for (const { publicKey: key } of Object.values(pairs)) {
      const pem = await exportSPKI(key);
      for (const secret of [pem, pem.trimEnd(), key.export({ format: 'der', type: 'spki' })]) {
        const signed = `${encode({ alg: 'HS256' })}.${encode(claimsOf())}`;
        const mac = createHmac('sha256', secret).update(signed).digest('base64url');
        await assertNotTaken(`${signed}.${mac}`);
      }
    }
  });

  it('if it was changed after it was signed', async () => {
    const [header, payload = '', signature] = (await assertion()).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, jti: 'new' })).toString('base64url');
    await assertNotTaken([header, changed, signature].join('.'));
    await assertNotTaken([header, payload, 'AAAA'].join('.'));
    await assertTaken([header, payload, signature].join('.'));
  });

  it('if it is malformed, too long or of another type', async () => {
    for (const text of ['x', 'a.b.c', '..', `eyJ${'x'.repeat(9000)}`]) await assertNotTaken(text);
    const saml = {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
    };
    await assertNotTaken(await assertion(), saml);
    const alone = { token: '7T:nothing', client_assertion: await assertion() };
    assertRefused(await scene.post('introspect', alone, null), 'invalid_client', 401, REFUSAL);
  });

  it('with an unknown critical header parameter', async () => {
    const header = { alg: 'ES256', crit: ['urgent'], urgent: true };
    const signing = new SignJWT(claimsOf()).setProtectedHeader(header);
    const options = { crit: { urgent: true } };
    await assertNotTaken(await signing.sign(pairs.ES256.privateKey, options));
  });

  it('the second time, for as long as it is valid', async () => {
    const text = await assertion({ claims: { exp: scene.nowSeconds + 60.5, jti: 'once' } });
    await assertTaken(text);
    await assertNotTaken(text);
    await assertNotTaken(await assertion({ claims: { jti: 'once' } }));
    const { stores } = scene.cast.installation.registry;
    scene.advance(90_900);
    await stores.expired.removeRevokedTokens(scene.cast.clock.nowMs, 100);
    await assertNotTaken(text);
  });

  it('of an application that is disabled or whose key was removed', async () => {
    const { applications } = scene.cast.installation.registry.stores;
    await applications.disable(application.id, 1);
    await assertNotTaken(await assertion());
    await applications.enable(application.id);
    await assertTaken(await assertion());
    await applications.update(application.id, { ...application, publicKeys: [] });
    await assertNotTaken(await assertion());
    await applications.update(application.id, application);
  });

  it('after the same work for every client, with or without keys', async (context) => {
    const { installation, services, other } = scene.cast;
    const { applications } = installation.registry.stores;
    const named = async (name: string, publicKeys: readonly PublicKey[], tenantIds?: []) =>
      installation.addApplication(name, { publicKeys, ...(tenantIds && { tenantIds }) });
    const key = publicKey('ec', pairs.ES256.publicKey);
    const disabled = await named('Disabled signer', [key]);
    await applications.disable(disabled.id, services.clock.now());
    const two = [key, publicKey('second', stranger.publicKey)];
    const clients = [
      application,
      await named('Signer by EC', [key]),
      await named('Signer by two', two),
      await named('Signer by RSA', [publicKey('rsa', pairs.RS256.publicKey)]),
      await named('Signer elsewhere', [key], []),
      disabled,
      other,
      { clientId: 'nobody' },
      { clientId: 'impossible\0' },
    ];
    const forged = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = { ES256: forged.privateKey, ...forgedKeys };
    for (const [alg, key] of Object.entries(keys)) {
      for (const header of [{ alg }, { alg, kid: 'ec' }, { alg, kid: 'x' }]) {
        const counts = new Set<number>();
        for (const { clientId } of clients) {
          const claims = { iss: clientId, sub: clientId };
          const text = await assertion({ claims, header, key });
          counts.add(await verificationsOf(text, context));
        }
        assert.deepEqual([...counts], [5], JSON.stringify(header));
      }
    }
  });

  it('without any work if no key can have its algorithm', async (context) => {
    const header = { alg: 'RS512' };
    const text = await assertion({ header, key: pairs.RS256.privateKey });
    assert.equal(await verificationsOf(text, context), 0);
    assert.equal(await verificationsOf('a.b.c', context), 0);
  });

  it('if the server learns its address only from the client', async () => {
    const { installation } = scene.cast;
    const origin = await installation.serve({ trustedProxies: ['127.0.0.1'] });
    const base = 'http://crm.example.com/Cust12345';
    const answer = await postForm(
      `${origin}/Cust12345/oauth2/introspect`,
      null,
      {
        token: '7T:nothing',
        client_assertion_type: TYPE,
        client_assertion: await assertion({ claims: { aud: base } }),
      },
      { 'X-Forwarded-Host': 'crm.example.com' },
    );
    assertRefused(answer, 'invalid_client', 401, /setting publicUrl/);
  });
});
