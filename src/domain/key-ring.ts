/**
 * The keys that seal access tokens.
 *
 * They lie in the database, each sealed with the master key, which lies elsewhere: neither alone
 * opens or forges a token.
 */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { sealSecret, unsealSecret } from './sealing.ts';

export interface TokenKey {
  /** 1 to 2³²−1; stands in front of each token. */
  readonly id: number;
  /** For AES-256-GCM. A KeyObject, because a Buffer would be wrapped anew at each use. */
  readonly secret: KeyObject;
}

/** A key as it is stored. */
export interface SealedKey {
  readonly id: number;
  /** Under the master key; see `sealing.ts`. Empty once it is retired. */
  readonly sealed: Uint8Array;
  readonly createdAtMs: number;
  /** Null while it opens tokens. */
  readonly retiredAtMs: number | null;
}

export interface KeyStore {
  /** In the order of ids: the newest last. */
  list(): Promise<readonly SealedKey[]>;
  /**
   * Answers whether the id was free; when not, nothing is changed. Once this returns, the key
   * survives a crash.
   */
  add(key: SealedKey): Promise<boolean>;
  /** Destroys what is sealed and keeps the record. Answers whether there was something to end. */
  retire(id: number, nowMs: number): Promise<boolean>;
  /** Answers whether there was one. */
  remove(id: number): Promise<boolean>;
}

/** What `AccessTokenCodec` needs of the keys. */
export interface TokenKeySource {
  /** What seals. */
  readonly current: TokenKey;
  find(id: number): TokenKey | null;
}

const KEY_BYTES = 32;

/** The keys in use: the newest seals, all open. */
export class KeyRing implements TokenKeySource {
  readonly #keys: ReadonlyMap<number, TokenKey>;
  readonly current: TokenKey;

  /** @param keys the oldest first; at least one. */
  constructor(keys: readonly TokenKey[]) {
    const current = keys.at(-1);
    if (!current) throw new Error('The key ring is empty.');
    this.current = current;
    this.#keys = new Map(keys.map((key) => [key.id, key]));
  }

  find(id: number): TokenKey | null {
    return this.#keys.get(id) ?? null;
  }
}

/**
 * Those of the keys that were not retired.
 *
 * @param opened a ring of before, whose keys need not be unsealed again.
 * @throws Error when the master key is not the one that sealed them.
 */
export function openKeyRing(
  keys: readonly SealedKey[],
  masterKey: KeyObject,
  opened: KeyRing | null = null,
): KeyRing {
  const standing = keys.filter(({ retiredAtMs }) => retiredAtMs === null);
  return new KeyRing(
    standing.map(
      (key) => opened?.find(key.id) ?? { id: key.id, secret: unsealKey(key, masterKey) },
    ),
  );
}

export function createMasterKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** A new random key, sealed. */
export function createSealedKey(id: number, masterKey: KeyObject, nowMs: number): SealedKey {
  const sealed = sealSecret(randomBytes(KEY_BYTES), masterKey, keyIdBytes(id));
  return { id, sealed, createdAtMs: nowMs, retiredAtMs: null };
}

function unsealKey({ id, sealed }: SealedKey, masterKey: KeyObject): KeyObject {
  const secret = unsealSecret(sealed, masterKey, keyIdBytes(id));
  if (!secret) throw new Error(`The master key does not open key ${id} of this database.`);
  return createSecretKey(secret);
}

function keyIdBytes(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes;
}
