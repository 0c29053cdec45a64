/** JWTs that somebody else made, or that this server made for another purpose. None is active. */
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { decodeJwt, type JWTHeaderParameters, SignJWT } from 'jose';
import type { SigningKey } from '../../src/domain/keys/signing-key.ts';
import { OAuthScene } from '../support/oauth-scene.ts';

const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const CONTEXT = 'http://schemes.superoffice.net/identity/ctx';

let scene: OAuthScene;
let key: SigningKey;
let claims: Readonly<Record<string, unknown>>;
before(async () => {
  scene = await OAuthScene.create();
  claims = decodeJwt(await scene.newJwt());
  key = await scene.cast.installation.registry.signingKeys.current('ES256');
});
after(() => scene.close());

function sign(
  changes: Readonly<Record<string, unknown>>,
  header: Partial<JWTHeaderParameters> = {},
  by: KeyObject = key.privateKey,
): Promise<string> {
  return new SignJWT({ ...claims, ...changes })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.keyId, ...header })
    .sign(by);
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a JWT is not active', () => {
  it('if another key signed it, whatever its header says', async () => {
    assert.equal(await scene.isActive(await sign({})), true, 'this JWT is ours');
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    const jku = 'https://evil.test/keys';
    for (const header of [{}, { kid: 'another' }, { jwk }, { jku }, { kid: '' }]) {
      const forged = await sign({}, header as Partial<JWTHeaderParameters>, stranger.privateKey);
      assert.equal(await scene.isActive(forged), false);
    }
  });

  it('without a signature, or with a MAC by the public key', async () => {
    const { keyId: kid, publicKey } = key;
    for (const alg of ['none', 'NONE', '']) {
      const unsigned = `${encode({ alg, typ: 'at+jwt', kid })}.${encode(claims)}.`;
      assert.equal(await scene.isActive(unsigned), false);
    }
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    const der = publicKey.export({ format: 'der', type: 'spki' });
    for (const secret of [pem, pem.toString().trimEnd(), der]) {
      const content = `${encode({ alg: 'HS256', typ: 'at+jwt', kid })}.${encode(claims)}`;
      const mac = createHmac('sha256', secret).update(content).digest('base64url');
      assert.equal(await scene.isActive(`${content}.${mac}`), false);
    }
  });

  it('if the key of the Online login signed it', async () => {
    const { signingKeys } = scene.cast.installation.registry;
    const { keyId: kid, privateKey } = await signingKeys.current('RS256');
    assert.equal(await scene.isActive(await sign({}, { alg: 'RS256', kid }, privateKey)), false);
  });

  it('if its typ is not that of an access token', async () => {
    for (const typ of ['JWT', 'id_token+jwt', undefined]) {
      assert.equal(await scene.isActive(await sign({}, { typ: typ as string })), false);
    }
    assert.equal(await scene.isActive(await sign({}, { typ: 'application/at+jwt' })), true);
  });

  it('without a claim that all of ours have', async () => {
    for (const name of ['jti', 'iat', 'nbf', 'exp', 'sid', 'sid_generation', 'client_id']) {
      assert.equal(await scene.isActive(await sign({ [name]: undefined })), false, name);
    }
    for (const name of ['sid', 'client_id']) {
      assert.equal(await scene.isActive(await sign({ [name]: 5 })), false, name);
      assert.equal(await scene.isActive(await sign({ [name]: 'another' })), false, name);
    }
    for (const generation of [0, 2, '1']) {
      assert.equal(await scene.isActive(await sign({ sid_generation: generation })), false);
    }
  });

  it('at another tenant', async () => {
    for (const tenant of ['Cust26759', '', undefined]) {
      assert.equal(await scene.isActive(await sign({ [CONTEXT]: tenant })), false);
    }
  });

  it('before its nbf and after its exp', async () => {
    assert.equal(await scene.isActive(await sign({ nbf: scene.nowSeconds + 1 })), false);
    assert.equal(await scene.isActive(await sign({ exp: scene.nowSeconds })), false);
    assert.equal(await scene.isActive(await sign({ exp: scene.nowSeconds + 1 })), true);
  });
});
