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
import type { MasterKeys, SealingKeyStore } from './master-keys.ts';
import { type Jwk, thumbprintOf } from './public-key.ts';
import { secretNames } from './secret-names.ts';

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

/** Makes a new key pair and seals its private key, in the transaction that stores it. */
export async function createSigningKey(
  algorithm: SigningAlgorithm,
  masterKeys: MasterKeys,
  store: SealingKeyStore,
  { createdAtMs, signsFromMs }: Pick<SealedSigningKey, 'createdAtMs' | 'signsFromMs'>,
): Promise<SealedSigningKey> {
  const { publicKey, privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519');
  const publicJwk = publicKey.export({ format: 'jwk' });
  const keyId = thumbprintOf(publicJwk);
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
  const sealed = await masterKeys.seal(store, secret, secretNames.signingKey(keyId));
  const times = { createdAtMs, signsFromMs, retiredAtMs: null };
  return { keyId, algorithm, publicJwk, sealed, ...times };
}

/** @throws DomainError `unavailable` if the master key that sealed it is unknown. */
export async function openSigningKey(
  key: SealedSigningKey,
  masterKeys: MasterKeys,
): Promise<SigningKey> {
  const { keyId, algorithm, publicJwk } = key;
  const secret = await masterKeys.open(key.sealed, secretNames.signingKey(keyId));
  const privateKey = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  return { keyId, algorithm, publicJwk, privateKey, publicKey };
}
