/**
 * The signing keys as they are now: of an algorithm one signs, the next may be published already,
 * and those before are, for as long as a token that they signed can live.
 */
import type { KeyObject } from 'node:crypto';
import type { Actor, Authorised } from './actor.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Changes } from './changes.ts';
import type { Clock } from './clock.ts';
import { DomainError } from './errors.ts';
import { KEY_NOTICED_AFTER_MS, KEYS_MAX, type KeyStatus, keyStatuses } from './key-life.ts';
import { RefreshingCache } from './refreshing-cache.ts';
import {
  createSigningKey,
  openSigningKey,
  type SealedSigningKey,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyStore,
  signingAlgorithms,
} from './signing-key.ts';

/** How long a new key is published before: those who fetch it are told to keep it for less. */
const SIGNS_AFTER_MS = 10 * 60_000;

const SERVER = { kind: 'system' } as const;

export interface SigningKeysOptions {
  /** Tells what others change; null where only age counts. */
  readonly feed: ChangeFeed | null;
  readonly store: SigningKeyStore;
  /** By which keys are added, retired and removed. */
  readonly changes: Changes;
  readonly masterKey: KeyObject;
  readonly clock: Clock;
}

/** A key as it is told to people: nothing of its secret. */
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
   * The key that signs. The first is made when it is asked for, and signs at once, as does the one
   * after a key that was retired.
   */
  async current(algorithm: SigningAlgorithm): Promise<SigningKey> {
    const keys = successionOf(await this.#cache.get(), algorithm);
    const current = keys[currentIndexOf(keys, this.#options.clock.now())]?.opened;
    if (current) return current;
    // Those who come while it is made get the same one.
    const first = this.#first.get(algorithm) ?? this.#make(SERVER, algorithm, 0);
    this.#first.set(algorithm, first);
    return first.finally(() => this.#first.delete(algorithm));
  }

  /** All that may be needed to verify a token now or soon, the oldest first. */
  async published(): Promise<readonly SigningKey[]> {
    return (await this.#cache.get()).flatMap(({ opened }) => opened ?? []);
  }

  /**
   * Null when no published key is called so. It is looked up each time: one that another process
   * has retired ends its tokens at once.
   */
  async find(keyId: string): Promise<SigningKey | null> {
    return (await this.#read()).find((key) => key.keyId === keyId)?.opened ?? null;
  }

  /** Those that there are, retired ones included, in the order in which they begin to sign. */
  async list(): Promise<readonly DescribedSigningKey[]> {
    const keys = await this.#options.store.list();
    const now = this.#options.clock.now();
    return signingAlgorithms.flatMap((algorithm) => describe(successionOf(keys, algorithm), now));
  }

  /**
   * Makes the next key that signs, in ten minutes or, where those who keep the published ones do
   * not matter, at once.
   *
   * @throws DomainError `conflict` when there are too many keys.
   */
  rotate(
    actor: Authorised<'administer-installation'>,
    algorithm: SigningAlgorithm,
    atOnce: boolean,
  ): Promise<DescribedSigningKey> {
    return this.#rotate(actor, algorithm, atOnce ? 0 : SIGNS_AFTER_MS);
  }

  async #rotate(actor: Actor, algorithm: SigningAlgorithm, signsAfterMs: number) {
    const { keyId } = await this.#make(actor, algorithm, signsAfterMs);
    const made = (await this.list()).find((key) => key.keyId === keyId);
    if (!made) throw new DomainError('conflict', 'The new key was removed while it was made.');
    return made;
  }

  /**
   * Rotates when the newest key of the algorithm has been there for so long, and answers null when
   * not. Those who do so at the same time may make a key each.
   */
  async rotateAfter(
    algorithm: SigningAlgorithm,
    ageMs: number,
  ): Promise<DescribedSigningKey | null> {
    const keys = successionOf(await this.#options.store.list(), algorithm);
    if (keys.length === 0) return null;
    const newestAtMs = Math.max(...keys.map(({ createdAtMs }) => createdAtMs));
    const due = newestAtMs + ageMs <= this.#options.clock.now();
    return due ? this.#rotate(SERVER, algorithm, SIGNS_AFTER_MS) : null;
  }

  /**
   * Ends a key before its time: every token that it signed is refused at once, but by resource
   * servers only when they look at what is published. Where it has signed, the next one signs at
   * once. Answers whether there was one.
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

  /** Removes those whose tokens have all expired. Answers their ids. */
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
    const { store, masterKey } = this.#options;
    const keys = (await store.list()).map((key) => {
      const open = () => this.#opened.get(key.keyId) ?? openSigningKey(key, masterKey);
      return { ...key, opened: key.retiredAtMs === null ? open() : null };
    });
    this.#opened = new Map(keys.map((key) => [key.keyId, key.opened]));
    return keys;
  }

  async #make(
    actor: Actor,
    algorithm: SigningAlgorithm,
    signsAfterMs: number,
  ): Promise<SigningKey> {
    const { store, changes, masterKey, clock } = this.#options;
    if ((await store.list()).length >= KEYS_MAX) {
      const problem = `There are ${KEYS_MAX} signing keys, which is the most.`;
      throw new DomainError('conflict', `${problem} The oldest are forgotten with time.`);
    }
    const createdAtMs = clock.now();
    const times = { createdAtMs, signsFromMs: createdAtMs + signsAfterMs };
    const key = createSigningKey(algorithm, masterKey, times);
    await changes.run(actor, async ({ stores, record }) => {
      await stores.signingKeys.add(key);
      const byAge = actor.kind === 'system' ? { by: 'age' } : {};
      const detail = { keyId: key.keyId, algorithm, for: 'jwt', ...byAge };
      record({ action: 'key-added', detail });
    });
    this.#cache.forget();
    return openSigningKey(key, masterKey);
  }
}

function successionOf<K extends SealedSigningKey>(
  keys: readonly K[],
  algorithm: SigningAlgorithm,
): readonly K[] {
  return keys.filter((key) => key.algorithm === algorithm);
}

/** -1 when there is none that may sign. */
function currentIndexOf(keys: readonly SealedSigningKey[], nowMs: number): number {
  const last = keys.findLastIndex(
    ({ signsFromMs, retiredAtMs }) =>
      signsFromMs <= nowMs && (retiredAtMs === null || retiredAtMs > signsFromMs),
  );
  // One that has been superseded never signs again.
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
