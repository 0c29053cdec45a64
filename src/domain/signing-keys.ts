/**
 * The signing keys in use. A new one is published for a while before it signs, so that whoever
 * keeps the published ones knows it by then; one that was superseded is published for as long as a
 * token that it signed can live.
 */
import type { KeyObject } from 'node:crypto';
import type { Clock } from './clock.ts';
import {
  createSigningKey,
  openSigningKey,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyStore,
} from './signing-key.ts';

/** Longer than those who fetch the published keys are told to keep them. */
const PUBLISHED_BEFORE_MS = 10 * 60_000;
/** After there is a newer one: the longest life of an access token, and the time until it signs. */
const PUBLISHED_AFTER_MS = 25 * 3_600_000;
/** How long it takes until a key that another process made or removed is noticed. */
const NOTICED_AFTER_MS = 5_000;

export interface SigningKeysOptions {
  readonly store: SigningKeyStore;
  readonly masterKey: KeyObject;
  readonly clock: Clock;
}

export class SigningKeys {
  readonly #options: SigningKeysOptions;
  readonly #opened = new Map<string, SigningKey>();
  #published: readonly SigningKey[] = [];
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /**
   * The key that signs; the first is made when it is asked for, and signs at once, as does one that
   * is left alone because the others were retired.
   */
  async current(algorithm: SigningAlgorithm): Promise<SigningKey> {
    const known = (await this.published()).filter((key) => key.algorithm === algorithm);
    const settledAtMs = this.#options.clock.now() - PUBLISHED_BEFORE_MS;
    const settled = known.findLast(({ createdAtMs }) => createdAtMs <= settledAtMs);
    return settled ?? known[0] ?? this.rotate(algorithm);
  }

  /** Those by which tokens that are still valid may have been signed, the oldest first. */
  async published(): Promise<readonly SigningKey[]> {
    const now = this.#options.clock.now();
    if (Math.abs(now - this.#readAtMs) >= NOTICED_AFTER_MS) {
      this.#published = await this.#read();
      this.#readAtMs = now;
    }
    return this.#published;
  }

  /**
   * Null when no published key is called so. It is looked up each time: one that another process
   * has retired ends its tokens at once.
   */
  async find(keyId: string): Promise<SigningKey | null> {
    return (await this.#read()).find((key) => key.keyId === keyId) ?? null;
  }

  /** Makes the key that will sign, and forgets those that need no more be published. */
  async rotate(algorithm: SigningAlgorithm): Promise<SigningKey> {
    const { store, masterKey, clock } = this.#options;
    const key = createSigningKey(algorithm, masterKey, clock.now());
    await store.add(key);
    const published = await this.#read();
    for (const { keyId } of await store.list()) {
      if (!published.some((kept) => kept.keyId === keyId)) await store.remove(keyId);
    }
    this.#forget();
    return openSigningKey(key, masterKey);
  }

  /** Ends a key and every token that it signed. Answers whether there was one. */
  async retire(keyId: string): Promise<boolean> {
    const removed = await this.#options.store.remove(keyId);
    this.#forget();
    return removed;
  }

  #forget(): void {
    this.#readAtMs = Number.NEGATIVE_INFINITY;
  }

  async #read(): Promise<readonly SigningKey[]> {
    const { store, masterKey, clock } = this.#options;
    const stored = await store.list();
    const now = clock.now();
    const published = stored.filter((key, index) => {
      const next = stored.slice(index + 1).find(({ algorithm }) => algorithm === key.algorithm);
      return !next || next.createdAtMs + PUBLISHED_AFTER_MS > now;
    });
    const keys = published.map(
      (key) => this.#opened.get(key.keyId) ?? openSigningKey(key, masterKey),
    );
    this.#opened.clear();
    for (const key of keys) this.#opened.set(key.keyId, key);
    return keys;
  }
}
