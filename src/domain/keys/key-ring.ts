/**
 * The keys that seal access tokens.
 *
 * The database holds the keys, each sealed with the master key, which is stored elsewhere. Neither
 * alone can open or forge a token.
 */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { MasterKeys, SealingKeyStore } from './master-keys.ts';
import { secretNames } from './secret-names.ts';

export interface TokenKey {
  /** 1 to 2³²−1. It is in the header of each token. */
  readonly id: number;
  /** For AES-256-GCM. A KeyObject, because a Buffer would be converted to one at each use. */
  readonly secret: KeyObject;
}

/** A key as it is stored. */
export interface SealedKey {
  readonly id: number;
  /** Sealed with the master key; see `sealing.ts`. Empty once the key is retired. */
  readonly sealed: Uint8Array;
  readonly createdAtMs: number;
  /** Null while it opens tokens. */
  readonly retiredAtMs: number | null;
}

export interface KeyStore {
  /** Lists all keys, ordered by id: the newest last. */
  list(): Promise<readonly SealedKey[]>;
  /**
   * Returns whether the id was free; if not, nothing changes. Once this returns, the key survives a
   * crash.
   */
  add(key: SealedKey): Promise<boolean>;
  /**
   * Destroys the sealed key and keeps the record. Returns whether the key was not retired before.
   */
  retire(id: number, nowMs: number): Promise<boolean>;
  /** Returns whether the key existed. */
  remove(id: number): Promise<boolean>;
}

/** The keys, as `AccessTokenCodec` uses them. */
export interface TokenKeySource {
  /** The key that seals. */
  readonly current: TokenKey;
  find(id: number): TokenKey | null;
}

const KEY_BYTES = 32;

/** The keys in use. The newest seals; all open. */
export class KeyRing implements TokenKeySource {
  readonly #keys: ReadonlyMap<number, TokenKey>;
  readonly current: TokenKey;

  /** @param keys oldest first; at least one. */
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
 * Unseals the keys that are not retired.
 *
 * @param opened an earlier ring, whose keys need not be unsealed again.
 * @throws DomainError `unavailable` if the master key that sealed one is unknown.
 */
export async function openKeyRing(
  keys: readonly SealedKey[],
  masterKeys: MasterKeys,
  opened: KeyRing | null = null,
): Promise<KeyRing> {
  const standing: TokenKey[] = [];
  for (const { id, sealed, retiredAtMs } of keys) {
    if (retiredAtMs !== null) continue;
    const unseal = async () => ({
      id,
      secret: createSecretKey(await masterKeys.open(sealed, secretNames.tokenKey(id))),
    });
    standing.push(opened?.find(id) ?? (await unseal()));
  }
  return new KeyRing(standing);
}

/** Makes a random key and seals it, in the transaction that stores it. */
export async function createSealedKey(
  id: number,
  masterKeys: MasterKeys,
  store: SealingKeyStore,
  nowMs: number,
): Promise<SealedKey> {
  const sealed = await masterKeys.seal(store, randomBytes(KEY_BYTES), secretNames.tokenKey(id));
  return { id, sealed, createdAtMs: nowMs, retiredAtMs: null };
}
