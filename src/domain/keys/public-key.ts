/**
 * Public keys of applications. An application with such a key authenticates without sending a
 * secret (`private_key_jwt`).
 *
 * @see https://www.rfc-editor.org/rfc/rfc7517 JSON Web Key
 */
import { createHash, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto';

/** A JSON Web Key of an asymmetric key pair. */
export type Jwk = webcrypto.JsonWebKey;

export interface PublicKey {
  /** Identifies the key among the keys of its application: 1 to 100 visible ASCII characters. */
  readonly keyId: string;
  /** Only the public members that the key type requires. */
  readonly jwk: Jwk;
}

/**
 * The most keys of one application. Several, so that a key can be replaced while the old one still
 * works.
 */
export const publicKeysMax = 5;

const RSA_BITS = { min: 2048, max: 8192 };
const KEY_ID = /^[!-~]{1,100}$/;
const EXPECTED = 'a public key: EC on P-256, Ed25519, or RSA of 2048 to 8192 bits';

/**
 * Reads a public key.
 *
 * @param jwk a JSON Web Key. Its `kid` becomes the key id, or else its thumbprint (RFC 7638).
 * @throws RangeError that says what was expected. A private key is refused, because nobody should
 *   send one.
 */
export function readPublicJwk(jwk: Readonly<Record<string, unknown>>): PublicKey {
  if (Object.hasOwn(jwk, 'd')) throw new RangeError(`${EXPECTED}, not a private one`);
  const { kid } = jwk;
  if (kid !== undefined && !(typeof kid === 'string' && KEY_ID.test(kid))) {
    throw new RangeError('a kid of 1 to 100 visible ASCII characters');
  }
  return readKeyObject(() => createPublicKey({ format: 'jwk', key: jwk as Jwk }), kid);
}

/**
 * Reads a public key that is written as PEM, or as `RSAKeyValue` of XML Signature, which .NET
 * writes.
 *
 * @see https://www.w3.org/TR/xmldsig-core/#sec-RSAKeyValue
 * @throws RangeError like `readPublicJwk`.
 */
export function readPublicKeyText(text: string): PublicKey {
  if (/PRIVATE KEY|<D>/.test(text)) throw new RangeError(`${EXPECTED}, not a private one`);
  const isXml = /^\s*(?:<\?xml[^>]*>\s*)?<RSAKeyValue[\s>]/.test(text);
  return readKeyObject(() => (isXml ? rsaKeyOf(text) : createPublicKey(text)));
}

/** A text without the elements gives no key, and the caller says what was expected. */
function rsaKeyOf(xml: string): KeyObject {
  const numberIn = (element: string) => {
    const [, digits = ''] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
    return Buffer.from(digits, 'base64').toString('base64url');
  };
  const jwk = { kty: 'RSA', n: numberIn('Modulus'), e: numberIn('Exponent') };
  return createPublicKey({ format: 'jwk', key: jwk });
}

/** Names the type of a key: `EC P-256`, `OKP Ed25519`, or RSA with the bits of its modulus. */
export function keyTypeOf({ jwk: { kty, crv, n = '' } }: PublicKey): string {
  return `${kty} ${crv ?? Buffer.from(n, 'base64url').length * 8}`;
}

function readKeyObject(read: () => KeyObject, keyId?: string): PublicKey {
  const key = keyObjectOf(read);
  if (!isUsable(key)) throw new RangeError(EXPECTED);
  const jwk = key.export({ format: 'jwk' });
  return { keyId: keyId ?? thumbprintOf(jwk), jwk };
}

function keyObjectOf(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    throw new RangeError(EXPECTED);
  }
}

function isUsable({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  switch (asymmetricKeyType) {
    case 'ec':
      return asymmetricKeyDetails?.namedCurve === 'prime256v1';
    case 'ed25519':
      return true;
    case 'rsa': {
      const { modulusLength: bits = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
      // With the exponent 1, everybody can sign.
      return bits >= RSA_BITS.min && bits <= RSA_BITS.max && publicExponent > 1n;
    }
    default:
      return false;
  }
}

/** SHA-256 of the required members in alphabetical order (RFC 7638 section 3), base64url. */
export function thumbprintOf(jwk: Jwk): string {
  const required = Object.entries(jwk).filter(([name]) => THUMBPRINT_MEMBERS.has(name));
  const text = JSON.stringify(Object.fromEntries(required.toSorted(byName)));
  return createHash('sha256').update(text).digest('base64url');
}

const THUMBPRINT_MEMBERS = new Set(['crv', 'e', 'kty', 'n', 'x', 'y']);

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
