/** A public key of an application as commands print it. */
import type { Jwk, PublicKey } from '../../../../domain/keys/public-key.ts';

export interface KeyRecord {
  readonly kid: string;
  /** Such as `EC P-256`. For RSA with the bits of its modulus: `RSA 3072`. */
  readonly type: string;
}

export function recordOfKey({ keyId, jwk }: PublicKey): KeyRecord {
  return { kid: keyId, type: `${jwk.kty} ${jwk.crv ?? modulusBitsOf(jwk)}` };
}

function modulusBitsOf({ n = '' }: Jwk): number {
  return Buffer.from(n, 'base64url').length * 8;
}
