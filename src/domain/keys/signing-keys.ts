/**
 * The signing keys in their current state. For each algorithm, one key signs and the next may be
 * published already. Earlier keys stay published for as long as a token that they signed can live.
 */
import type { Actor, Authorised } from '../actor.ts';
import type { ChangeFeed } from '../change-feed.ts';
import type { Changes } from '../changes.ts';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import { RefreshingCache } from '../refreshing-cache.ts';
import { KEY_NOTICED_AFTER_MS, KEYS_MAX, type KeyStatus, keyStatuses } from './key-life.ts';
import type { MasterKeys } from './master-keys.ts';
import {
  accessTokenAlgorithms,
  createSigningKey,
  openSigningKey,
  type SealedSigningKey,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyStore,
  signingAlgorithms,
} from './signing-key.ts';

/**
 * How long a new key is published before it signs. Clients may cache the published keys of access
 * tokens only for less. Those of the federated login carry the certificate as a file, which people
 * have to replace.
 */
const SIGNS_AFTER_MS: Readonly<Record<SigningAlgorithm, number>> = {
  ES256: 10 * 60_000,
  EdDSA: 10 * 60_000,
  RS256: 30 * 86_400_000,
};

const SERVER = { kind: 'system' } as const;

export interface SigningKeysOptions {
  /** The change feed. Null if only the age counts. */
  readonly feed: ChangeFeed | null;
  readonly store: SigningKeyStore;
  /** Stores added, retired and removed keys. */
  readonly changes: Changes;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
}

/** A key as it is shown to people, without its secret. */
export interface DescribedSigningKey extends KeyStatus {
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  readonly createdAtMs: number;
  readonly signsFromMs: number;
}

type StoredKey = SealedSigningKey & { readonly opened: SigningKey | null };

export class SigningKeys {
  readonly #options: SigningKeysOptions;
  readonly #cache: RefreshingCache<readonly StoredKey[]>;
  #opened: ReadonlyMap<string, SigningKey | null> = new Map();
  readonly #first = new Map<SigningAlgorithm, Promise<SigningKey>>();

  constructor(options: SigningKeysOptions) {
    this.#options = options;
    const read = () => this.#read();
    this.#cache = new RefreshingCache({
      ...options,
      read,
      ageMsMax: KEY_NOTICED_AFTER_MS,
      kind: 'keys',
    });
  }

  /**
   * Returns the key that signs. If there is none, because none was requested yet or the last one
   * was retired, a new key is made, which signs at once.
   */
  async current(algorithm: SigningAlgorithm): Promise<SigningKey> {
    const keys = successionOf(await this.#cache.get(), algorithm);
    const current = keys[currentIndexOf(keys, this.#options.clock.now())]?.opened;
    if (current) return current;
    // Concurrent callers get the same new key.
    const first = this.#first.get(algorithm) ?? this.#make(SERVER, algorithm, 0);
    this.#first.set(algorithm, first);
    return first.finally(() => this.#first.delete(algorithm));
  }

  /** Returns all keys that may be needed to verify a token now or soon, oldest first. */
  async published(
    algorithms: readonly SigningAlgorithm[] = accessTokenAlgorithms,
  ): Promise<readonly SigningKey[]> {
    const keys = (await this.#cache.get()).filter(({ algorithm }) =>
      algorithms.includes(algorithm),
    );
    return keys.flatMap(({ opened }) => opened ?? []);
  }

  /**
   * Returns null if no published key has the id. It reads the database each time, because tokens of
   * a key that another process retires must end at once.
   */
  async find(keyId: string): Promise<SigningKey | null> {
    return (await this.#read()).find((key) => key.keyId === keyId)?.opened ?? null;
  }

  /** Lists all keys, including retired ones, in the order in which they begin to sign. */
  async list(): Promise<readonly DescribedSigningKey[]> {
    const keys = await this.#options.store.list();
    const now = this.#options.clock.now();
    return signingAlgorithms.flatMap((algorithm) => describe(successionOf(keys, algorithm), now));
  }

  /**
   * Makes the next key that signs. It begins after ten minutes, with RS256 after 30 days, or at
   * once, regardless of clients that know only the published keys of before.
   *
   * @throws DomainError `conflict` if there are too many keys.
   */
  rotate(
    actor: Authorised<'administer-installation'>,
    algorithm: SigningAlgorithm,
    atOnce: boolean,
  ): Promise<DescribedSigningKey> {
    return this.#rotate(actor, algorithm, atOnce ? 0 : SIGNS_AFTER_MS[algorithm]);
  }

  async #rotate(actor: Actor, algorithm: SigningAlgorithm, signsAfterMs: number) {
    const { keyId } = await this.#make(actor, algorithm, signsAfterMs);
    const made = (await this.list()).find((key) => key.keyId === keyId);
    if (!made) throw new DomainError('conflict', 'The new key was removed while it was made.');
    return made;
  }

  /**
   * Rotates if the newest key of the algorithm has reached the age, else returns null. Nodes that
   * do so at the same time may each make a key.
   */
  async rotateAfter(
    algorithm: SigningAlgorithm,
    ageMs: number,
  ): Promise<DescribedSigningKey | null> {
    const keys = successionOf(await this.#options.store.list(), algorithm);
    if (keys.length === 0) return null;
    const newestAtMs = Math.max(...keys.map(({ createdAtMs }) => createdAtMs));
    const due = newestAtMs + ageMs <= this.#options.clock.now();
    return due ? this.#rotate(SERVER, algorithm, SIGNS_AFTER_MS[algorithm]) : null;
  }

  /**
   * Ends a key early. This server refuses every token that the key signed at once; resource servers
   * refuse it when they next read the published keys. If the key was signing, the next one signs at
   * once. Returns whether the key existed.
   */
  async retire(actor: Authorised<'administer-installation'>, keyId: string): Promise<boolean> {
    const retired = await this.#options.changes.run(actor, async ({ stores, nowMs, record }) => {
      const ended = await stores.signingKeys.retire(keyId, nowMs);
      if (ended) record({ action: 'key-retired', detail: { keyId, for: 'jwt' } });
      return ended;
    });
    this.#cache.forget();
    return retired;
  }

  /** Removes the keys whose tokens have all expired. Returns their ids. */
  async forgetEnded(): Promise<readonly string[]> {
    const now = this.#options.clock.now();
    const keys = await this.list();
    const ended = keys.filter(({ untilMs }) => untilMs !== null && untilMs <= now);
    if (ended.length === 0) return [];
    await this.#options.changes.run(SERVER, async ({ stores, record }) => {
      for (const { keyId } of ended) {
        const removed = await stores.signingKeys.remove(keyId);
        const detail = { keyId, for: 'jwt', by: 'age' };
        if (removed) record({ action: 'key-removed', detail });
      }
    });
    this.#cache.forget();
    return ended.map(({ keyId }) => keyId);
  }

  async #read(): Promise<readonly StoredKey[]> {
    const { store, masterKeys } = this.#options;
    const keys: StoredKey[] = [];
    for (const key of await store.list()) {
      const open = async () => this.#opened.get(key.keyId) ?? openSigningKey(key, masterKeys);
      keys.push({ ...key, opened: key.retiredAtMs === null ? await open() : null });
    }
    this.#opened = new Map(keys.map((key) => [key.keyId, key.opened]));
    return keys;
  }

  async #make(
    actor: Actor,
    algorithm: SigningAlgorithm,
    signsAfterMs: number,
  ): Promise<SigningKey> {
    const { store, changes, masterKeys, clock } = this.#options;
    if ((await store.list()).length >= KEYS_MAX) {
      const problem = `There are ${KEYS_MAX} signing keys, the most allowed.`;
      throw new DomainError('conflict', `${problem} Keys are removed after their tokens expire.`);
    }
    const createdAtMs = clock.now();
    const times = { createdAtMs, signsFromMs: createdAtMs + signsAfterMs };
    const key = await changes.run(actor, async ({ stores, record }) => {
      const made = await createSigningKey(algorithm, masterKeys, stores.masterKey, times);
      await stores.signingKeys.add(made);
      // The server makes a key by itself at its first use, and later when one has grown old.
      const reason = signsAfterMs === 0 ? 'first use' : 'age';
      const by = actor.kind === 'system' ? { by: reason } : {};
      const detail = { keyId: made.keyId, algorithm, for: 'jwt', ...by };
      record({ action: 'key-added', detail });
      return made;
    });
    this.#cache.forget();
    return openSigningKey(key, masterKeys);
  }
}

function successionOf<K extends SealedSigningKey>(
  keys: readonly K[],
  algorithm: SigningAlgorithm,
): readonly K[] {
  return keys.filter((key) => key.algorithm === algorithm);
}

/** Returns -1 if no key may sign. */
function currentIndexOf(keys: readonly SealedSigningKey[], nowMs: number): number {
  const last = keys.findLastIndex(
    ({ signsFromMs, retiredAtMs }) =>
      signsFromMs <= nowMs && (retiredAtMs === null || retiredAtMs > signsFromMs),
  );
  // A superseded key never signs again.
  return keys.findIndex(({ retiredAtMs }, index) => index >= last && retiredAtMs === null);
}

function describe(keys: readonly SealedSigningKey[], nowMs: number): DescribedSigningKey[] {
  const lives = keys.map((key) => ({ ...key, activeFromMs: key.signsFromMs }));
  const statuses = keyStatuses(lives, currentIndexOf(keys, nowMs));
  return keys.flatMap(({ keyId, algorithm, createdAtMs, signsFromMs }, index) => {
    const status = statuses[index];
    return status ? [{ keyId, algorithm, createdAtMs, signsFromMs, ...status }] : [];
  });
}
