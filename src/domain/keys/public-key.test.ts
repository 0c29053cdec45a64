import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { readPublicJwk, readPublicKeyText, thumbprintOf } from './public-key.ts';

/** RFC 7638 section 3.1. */
const RSA_EXAMPLE = {
  kty: 'RSA',
  n:
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJEC' +
    'PebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz' +
    'qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZ' +
    'u0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
  alg: 'RS256',
  kid: '2011-04-29',
};
/** RFC 8037 appendix A.2. */
const ED25519_EXAMPLE = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};

const EXPECTED = { name: 'RangeError', message: /a public key: EC on P-256, Ed25519, or RSA/ };
const pemOf = (curve: string) =>
  generateKeyPairSync('ec', { namedCurve: curve })
    .publicKey.export({ format: 'pem', type: 'spki' })
    .toString();

const RSA_XML =
  `<RSAKeyValue><Modulus>${Buffer.from(RSA_EXAMPLE.n, 'base64url').toString('base64')}</Modulus>` +
  '<Exponent>AQAB</Exponent></RSAKeyValue>';

describe('a public key', () => {
  it('can be the RSAKeyValue that .NET writes', () => {
    const { n, e, kty } = RSA_EXAMPLE;
    const expected = { keyId: thumbprintOf(RSA_EXAMPLE), jwk: { kty, n, e } };
    const spaced = RSA_XML.replaceAll('><', '>\n  <').replace('0vx7', '0vx\r\n7');
    for (const xml of [RSA_XML, spaced, `<?xml version="1.0"?>\n${RSA_XML}`]) {
      assert.deepEqual(readPublicKeyText(xml), expected);
    }
  });

  it('cannot be an RSAKeyValue that is private, short or incomplete', () => {
    const secret = RSA_XML.replace('</RSAKeyValue>', '<D>c2VjcmV0</D></RSAKeyValue>');
    const refused = { ...EXPECTED, message: /not a private one/ };
    assert.throws(() => readPublicKeyText(secret), refused);
    const short = RSA_XML.replace(/<Modulus>.{40}/, '<Modulus>');
    const bare = RSA_XML.replace(/<Exponent>.*<.Exponent>/, '');
    for (const xml of [short, bare, '<RSAKeyValue/>', '<RSAKeyValue>', '<Other/>']) {
      assert.throws(() => readPublicKeyText(xml), EXPECTED);
    }
  });

  it('has the thumbprints of the examples in the standards', () => {
    assert.equal(thumbprintOf(RSA_EXAMPLE), 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
    assert.equal(thumbprintOf(ED25519_EXAMPLE), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it('has its kid as key id, or else its thumbprint', () => {
    assert.equal(readPublicJwk(RSA_EXAMPLE).keyId, '2011-04-29');
    const { keyId } = readPublicJwk(ED25519_EXAMPLE);
    assert.equal(keyId, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    for (const kid of ['', 'a b', 'x'.repeat(101), 5, null]) {
      assert.throws(() => readPublicJwk({ ...ED25519_EXAMPLE, kid }), /a kid of 1 to 100/);
    }
  });

  it('keeps only the members that it needs', () => {
    const { n, e, kty } = RSA_EXAMPLE;
    assert.deepEqual(readPublicJwk({ ...RSA_EXAMPLE, x5u: 'https://evil.test' }).jwk, {
      n,
      e,
      kty,
    });
  });

  it('cannot be a private key, which is refused as JWK and as PEM', () => {
    const pair = generateKeyPairSync('ed25519');
    const jwk = pair.privateKey.export({ format: 'jwk' });
    assert.throws(() => readPublicJwk({ ...jwk }), /not a private one/);
    const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    assert.throws(() => readPublicKeyText(pem), /not a private one/);
  });

  it('must be of a type that signs, and strong enough', () => {
    assert.equal(readPublicKeyText(pemOf('prime256v1')).jwk.crv, 'P-256');
    assert.throws(() => readPublicKeyText(pemOf('secp384r1')), EXPECTED);
    assert.throws(() => readPublicKeyText(pemOf('secp256k1')), EXPECTED);
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    assert.throws(() => readPublicJwk({ ...small.export({ format: 'jwk' }) }), EXPECTED);
    const x25519 = generateKeyPairSync('x25519').publicKey;
    assert.throws(() => readPublicJwk({ ...x25519.export({ format: 'jwk' }) }), EXPECTED);
    for (const jwk of [
      {},
      { kty: 'oct', k: 'AAAA' },
      { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' },
      { kty: 'RSA', n: 5, e: 'AQAB' },
    ]) {
      assert.throws(() => readPublicJwk(jwk), EXPECTED);
    }
    assert.throws(() => readPublicKeyText('-----BEGIN NOTHING-----'), EXPECTED);
  });
});
