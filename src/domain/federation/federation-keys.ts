/**
 * The keys that sign the tokens of the federated login: identity tokens and the tokens of system
 * users. Each has a certificate, which clients carry as a file.
 */
import type { JWTPayload } from 'jose';
import { SignJWT } from 'jose/jwt/sign';
import { FEDERATION_ALGORITHM, type SigningKey } from '../keys/signing-key.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';

export interface FederationKey {
  /** The SHA-1 hash of the certificate in capital hexadecimal digits. */
  readonly keyId: string;
  /** The same hash in base64url. */
  readonly x5t: string;
  /** The modulus and the exponent in base64url. */
  readonly n: string;
  readonly e: string;
  /** DER. */
  readonly certificate: Buffer;
}

export class FederationKeys {
  readonly #keys: SigningKeys;

  constructor(keys: SigningKeys) {
    this.#keys = keys;
  }

  /** Makes the first key if there is none. */
  async current(): Promise<FederationKey> {
    return described(await this.#keys.current(FEDERATION_ALGORITHM));
  }

  /** The key that signs is the first, because clients take the first. The others are by age. */
  async published(): Promise<readonly FederationKey[]> {
    const { keyId } = await this.#keys.current(FEDERATION_ALGORITHM);
    const keys = await this.#keys.published([FEDERATION_ALGORITHM]);
    const [first, others] = [
      keys.filter((key) => key.keyId === keyId),
      keys.filter((key) => key.keyId !== keyId),
    ];
    return [...first, ...others].map(described);
  }

  /** Signs the claims in their order. */
  async sign(claims: JWTPayload): Promise<string> {
    const { keyId, publicJwk, privateKey } = await this.#keys.current(FEDERATION_ALGORITHM);
    const { x5t = '' } = publicJwk;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: FEDERATION_ALGORITHM, kid: keyId, x5t, typ: 'JWT' })
      .sign(privateKey);
  }
}

function described({ keyId, publicJwk }: SigningKey): FederationKey {
  const { n = '', e = '', x5t = '', x5c: [certificate = ''] = [] } = publicJwk;
  return { keyId, x5t, n, e, certificate: Buffer.from(certificate, 'base64') };
}
