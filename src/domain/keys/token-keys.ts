/**
 * The token keys in their current state. Nodes share them, and each node can make a new one.
 *
 * A node learns of a new key when it first sees a token of that key. It learns of a key's end from
 * the change feed, or within `KEY_NOTICED_AFTER_MS`. Until then it answers from its cache without
 * the database.
 */
import type { Actor, Authorised } from '../actor.ts';
import type { ChangeFeed } from '../change-feed.ts';
import type { Changes } from '../changes.ts';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import { RefreshingCache } from '../refreshing-cache.ts';
import { KEY_NOTICED_AFTER_MS, KEYS_MAX, type KeyStatus, keyStatuses } from './key-life.ts';
import {
  createSealedKey,
  type KeyRing,
  type KeyStore,
  openKeyRing,
  type SealedKey,
  type TokenKey,
  type TokenKeySource,
} from './key-ring.ts';
import type { MasterKeys } from './master-keys.ts';

const SERVER = { kind: 'system' } as const;

export interface TokenKeysOptions {
  /** The change feed. Null if only the age counts. */
  readonly feed: ChangeFeed | null;
  readonly store: KeyStore;
  /** Stores added, retired and removed keys. */
  readonly changes: Changes;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
  /** Waits between two rereads. A test can replace it. */
  readonly rest?: (ms: number) => Promise<unknown>;
}

/** A key as it is shown to people, without its secret. */
export interface DescribedTokenKey extends KeyStatus {
  readonly id: number;
  readonly createdAtMs: number;
}

export class TokenKeys implements TokenKeySource {
  readonly #options: TokenKeysOptions;
  readonly #cache: RefreshingCache<KeyRing>;
  #ring: KeyRing;

  private constructor(options: TokenKeysOptions, cache: RefreshingCache<KeyRing>, ring: KeyRing) {
    this.#options = options;
    this.#cache = cache;
    this.#ring = ring;
  }

  /** @throws DomainError `unavailable` if the master key that sealed one is unknown. */
  static async open(options: TokenKeysOptions): Promise<TokenKeys> {
    const { store, masterKeys } = options;
    let opened: KeyRing | null = null;
    const read = async () => {
      opened = await openKeyRing(await store.list(), masterKeys, opened);
      return opened;
    };
    const cache = new RefreshingCache({
      ...options,
      read,
      ageMsMax: KEY_NOTICED_AFTER_MS,
      kind: 'keys',
    });
    return new TokenKeys(options, cache, await cache.get());
  }

  /** The key that seals, as of the last `freshen`. */
  get current(): TokenKey {
    return this.#ring.current;
  }

  /** Returns a key as of the last `freshen`. */
  find(id: number): TokenKey | null {
    return this.#ring.find(id);
  }

  /** Call this before sealing and opening, and await the promise if there is one. */
  freshen(): Promise<void> | null {
    const { fresh } = this.#cache;
    if (!fresh) return this.#take(this.#cache.get());
    this.#ring = fresh;
    return null;
  }

  /**
   * Looks for a key that was not found. Ids only grow, so a missing id below the newest has ended,
   * and no read is needed.
   */
  async learn(id: number): Promise<void> {
    if (id > this.current.id) await this.#take(this.#cache.reread());
  }

  /** Lists all keys, including retired ones, oldest first. */
  async list(): Promise<readonly DescribedTokenKey[]> {
    const keys = await this.#options.store.list();
    return describe(keys);
  }

  /**
   * Makes the key that seals from now on. Concurrent callers each make one.
   *
   * @throws DomainError `conflict` if there are too many keys.
   */
  async rotate(actor: Authorised<'administer-installation'>): Promise<DescribedTokenKey> {
    for (;;) {
      const keys = await this.#options.store.list();
      const made = await this.#succeed(actor, keys);
      if (made) return made;
    }
  }

  /**
   * Rotates if the newest key has reached the age. Of concurrent callers, one makes a key and the
   * others return null.
   */
  async rotateAfter(ageMs: number): Promise<DescribedTokenKey | null> {
    const keys = await this.#options.store.list();
    const newest = keys.at(-1);
    const due = newest && newest.createdAtMs + ageMs <= this.#options.clock.now();
    return due ? this.#succeed(SERVER, keys) : null;
  }

  /**
   * Ends a key early. Every token that it sealed is refused: at once on this node, within
   * `KEY_NOTICED_AFTER_MS` on others.
   *
   * @throws DomainError `not-found`, or `conflict` for the current key.
   */
  async retire(actor: Authorised<'administer-installation'>, id: number): Promise<void> {
    await this.#options.changes.run(actor, async ({ stores, nowMs, record }) => {
      const newest = (await stores.keys.list()).at(-1);
      if (newest?.id === id) {
        throw new DomainError('conflict', `The token key ${id} is the current one. Rotate first.`);
      }
      if (!(await stores.keys.retire(id, nowMs))) {
        throw new DomainError('not-found', `There is no token key ${id} that opens tokens.`);
      }
      record({ action: 'key-retired', detail: { keyId: id, for: 'access tokens' } });
    });
    this.#cache.forget();
  }

  /** Removes the keys whose tokens have all expired. Returns their ids. */
  async forgetEnded(): Promise<readonly number[]> {
    const now = this.#options.clock.now();
    const keys = await this.list();
    const ended = keys.filter(({ untilMs }) => untilMs !== null && untilMs <= now);
    if (ended.length === 0) return [];
    await this.#options.changes.run(SERVER, async ({ stores, record }) => {
      for (const { id } of ended) {
        const removed = await stores.keys.remove(id);
        const detail = { keyId: id, for: 'access tokens', by: 'age' };
        if (removed) record({ action: 'key-removed', detail });
      }
    });
    return ended.map(({ id }) => id);
  }

  /** Returns null if a concurrent caller has taken the next id. */
  async #succeed(actor: Actor, keys: readonly SealedKey[]): Promise<DescribedTokenKey | null> {
    if (keys.length >= KEYS_MAX) {
      const problem = `There are ${KEYS_MAX} token keys, the most allowed.`;
      throw new DomainError('conflict', `${problem} Keys are removed after their tokens expire.`);
    }
    const { changes, masterKeys } = this.#options;
    const id = (keys.at(-1)?.id ?? 0) + 1;
    const key = await changes.run(actor, async ({ stores, nowMs, record }) => {
      const made = await createSealedKey(id, masterKeys, stores.masterKey, nowMs);
      if (!(await stores.keys.add(made))) return null;
      record({ action: 'key-added', detail: keyDetail(actor, id) });
      return made;
    });
    if (!key) return null;
    this.#cache.forget();
    return describe([key])[0] ?? null;
  }

  async #take(reading: Promise<KeyRing>): Promise<void> {
    const ring = await reading;
    // A read that began later may have ended earlier.
    this.#ring = this.#cache.fresh ?? ring;
  }
}

function keyDetail(actor: Actor, keyId: number) {
  const byAge = actor.kind === 'system' ? { by: 'age' } : {};
  return { keyId, for: 'access tokens', ...byAge };
}

function describe(keys: readonly SealedKey[]): readonly DescribedTokenKey[] {
  const lives = keys.map((key) => ({ ...key, activeFromMs: key.createdAtMs }));
  const statuses = keyStatuses(lives, keys.length - 1);
  return keys.flatMap(({ id, createdAtMs }, index) => {
    const status = statuses[index];
    return status ? [{ id, createdAtMs, ...status }] : [];
  });
}
