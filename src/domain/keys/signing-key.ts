/**
 * The keys that sign JWTs: access tokens, and the tokens of the federated login. Anybody with the
 * public keys can verify a token without asking this server.
 *
 * The private keys are in the database, sealed with the master key, as those of `key-ring.ts` are.
 */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { certificateThumbprint, issueCertificate } from './certificate.ts';
import type { MasterKeys, SealingKeyStore } from './master-keys.ts';
import { type Jwk, thumbprintOf } from './public-key.ts';
import { secretNames } from './secret-names.ts';

/**
 * Of the keys that sign access tokens.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7518#section-3.1 and RFC 8037 section 3.1
 */
export const accessTokenAlgorithms = ['ES256', 'EdDSA'] as const;
export type AccessTokenAlgorithm = (typeof accessTokenAlgorithms)[number];

/** Of the keys that sign tokens of the federated login. They have a certificate. */
export const FEDERATION_ALGORITHM = 'RS256';

export const signingAlgorithms = [...accessTokenAlgorithms, FEDERATION_ALGORITHM] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** The public key. The members about the certificate are of RFC 7517 sections 4.7 and 4.8. */
export type SigningJwk = Jwk & {
  /** One certificate in base64. */
  readonly x5c?: readonly string[];
  /** The SHA-1 hash of the certificate in base64url. */
  readonly x5t?: string;
};

/** A key as it is stored. */
export interface SealedSigningKey {
  /**
   * JWS's `kid`: the thumbprint of the public key (RFC 7638). Of a key with a certificate, the
   * SHA-1 hash of that in capital hexadecimal digits.
   */
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicJwk: SigningJwk;
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
  readonly publicJwk: SigningJwk;
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
  const pair = await generators[algorithm]();
  const { keyId, publicJwk } =
    algorithm === FEDERATION_ALGORITHM ? certify(pair, createdAtMs) : identify(pair);
  const secret = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  const sealed = await masterKeys.seal(store, secret, secretNames.signingKey(keyId));
  const times = { createdAtMs, signsFromMs, retiredAtMs: null };
  return { keyId, algorithm, publicJwk, sealed, ...times };
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);
const generators: Readonly<Record<SigningAlgorithm, () => Promise<KeyPair>>> = {
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generate('ed25519'),
  RS256: () => generate('rsa', { modulusLength: RSA_BITS }),
};
const RSA_BITS = 2048;

const COMMON_NAME = 'Ticketoffice Federated Login';
const DAY_MS = 86_400_000;
/** A hundred years, because clients carry the certificate. */
const CERTIFICATE_DAYS = 36_525;

function identify({ publicKey }: KeyPair) {
  const publicJwk = publicKey.export({ format: 'jwk' });
  return { keyId: thumbprintOf(publicJwk), publicJwk };
}

function certify(pair: KeyPair, nowMs: number) {
  // From the day before, for clients whose clock is slow.
  const fromMs = Math.floor(nowMs / DAY_MS) * DAY_MS - DAY_MS;
  const toMs = fromMs + CERTIFICATE_DAYS * DAY_MS;
  const certificate = issueCertificate(pair, { commonName: COMMON_NAME, fromMs, toMs });
  const thumbprint = certificateThumbprint(certificate);
  const publicJwk: SigningJwk = {
    ...pair.publicKey.export({ format: 'jwk' }),
    x5t: thumbprint.toString('base64url'),
    x5c: [certificate.toString('base64')],
  };
  return { keyId: thumbprint.toString('hex').toUpperCase(), publicJwk };
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
