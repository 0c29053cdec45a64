/**
 * The keys that sign JWT access tokens. Anybody with the public keys can verify a token without
 * asking this server.
 *
 * The private keys are in the database, sealed with the master key, as those of `key-ring.ts` are.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { type Jwk, thumbprintOf } from './public-key.ts';
import { sealSecret, unsealSecret } from './sealing.ts';

/** @see https://www.rfc-editor.org/rfc/rfc7518#section-3.1 and RFC 8037 section 3.1 */
export const signingAlgorithms = ['ES256', 'EdDSA'] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** A key as it is stored. */
export interface SealedSigningKey {
  /** The thumbprint of the public key (RFC 7638). JWS's `kid`. */
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicJwk: Jwk;
  /** The private key, PKCS #8 in DER, sealed with the master key. Empty once it is retired. */
  readonly sealed: Uint8Array;
  readonly createdAtMs: number;
  /**
   * When it begins to sign. It is published earlier, so that caches of the published keys have it
   * then.
   */
  readonly signsFromMs: number;
  /** Null while it is published. */
  readonly retiredAtMs: number | null;
}

export interface SigningKeyStore {
  /** Lists all keys, in the order in which they begin to sign. */
  list(): Promise<readonly SealedSigningKey[]>;
  /** Once this returns, the key survives a crash. */
  add(key: SealedSigningKey): Promise<void>;
  /**
   * Destroys the sealed key and keeps the record. Returns whether the key was not retired before.
   */
  retire(keyId: string, nowMs: number): Promise<boolean>;
  /** Returns whether the key existed. */
  remove(keyId: string): Promise<boolean>;
}

export interface SigningKey {
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicJwk: Jwk;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Makes a new key pair and seals its private key. */
export function createSigningKey(
  algorithm: SigningAlgorithm,
  masterKey: KeyObject,
  { createdAtMs, signsFromMs }: Pick<SealedSigningKey, 'createdAtMs' | 'signsFromMs'>,
): SealedSigningKey {
  const { publicKey, privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519');
  const publicJwk = publicKey.export({ format: 'jwk' });
  const keyId = thumbprintOf(publicJwk);
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
  const sealed = sealSecret(secret, masterKey, Buffer.from(keyId));
  const times = { createdAtMs, signsFromMs, retiredAtMs: null };
  return { keyId, algorithm, publicJwk, sealed, ...times };
}

/** @throws Error if another master key sealed it. */
export function openSigningKey(key: SealedSigningKey, masterKey: KeyObject): SigningKey {
  const { keyId, algorithm, publicJwk } = key;
  const secret = unsealSecret(key.sealed, masterKey, Buffer.from(keyId));
  if (!secret) throw new Error(`The master key does not open the signing key ${keyId}.`);
  const privateKey = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  return { keyId, algorithm, publicJwk, privateKey, publicKey };
}
