/**
 * The token keys as they are now: many nodes share them, and each can make a new one.
 *
 * A node learns of a new key by the first token that it sealed, and of the end of one when the feed
 * tells, or within `KEY_NOTICED_AFTER_MS`. Until then its cache answers without the database.
 */
import type { KeyObject } from 'node:crypto';
import type { Actor, Authorised } from './actor.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Changes } from './changes.ts';
import type { Clock } from './clock.ts';
import { DomainError } from './errors.ts';
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
import { RefreshingCache } from './refreshing-cache.ts';

const SERVER = { kind: 'system' } as const;

export interface TokenKeysOptions {
  /** Tells what others change; null where only age counts. */
  readonly feed: ChangeFeed | null;
  readonly store: KeyStore;
  /** By which keys are added, retired and removed. */
  readonly changes: Changes;
  readonly masterKey: KeyObject;
  readonly clock: Clock;
  /** Waits between two readings that a test wants to look at. */
  readonly rest?: (ms: number) => Promise<unknown>;
}

/** A key as it is told to people: nothing of its secret. */
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

  /** @throws Error when the master key is not the one that sealed them. */
  static async open(options: TokenKeysOptions): Promise<TokenKeys> {
    const { store, masterKey } = options;
    let opened: KeyRing | null = null;
    const read = async () => {
      opened = openKeyRing(await store.list(), masterKey, opened);
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

  /** What seals, as of the last `freshen`. */
  get current(): TokenKey {
    return this.#ring.current;
  }

  /** As of the last `freshen`. */
  find(id: number): TokenKey | null {
    return this.#ring.find(id);
  }

  /** To be awaited before sealing and opening, where it answers a promise at all. */
  freshen(): Promise<void> | null {
    const { fresh } = this.#cache;
    if (!fresh) return this.#take(this.#cache.get());
    this.#ring = fresh;
    return null;
  }

  /**
   * Looks for a key that was not found. Ids only grow, so that one below the newest has ended, and
   * nothing is read for it.
   */
  async learn(id: number): Promise<void> {
    if (id > this.current.id) await this.#take(this.#cache.reread());
  }

  /** Those that there are, retired ones included, the oldest first. */
  async list(): Promise<readonly DescribedTokenKey[]> {
    const keys = await this.#options.store.list();
    return describe(keys);
  }

  /**
   * Makes the key that seals from now on. Of those who do so at the same time, each makes one.
   *
   * @throws DomainError `conflict` when there are too many keys.
   */
  async rotate(actor: Authorised<'administer-installation'>): Promise<DescribedTokenKey> {
    for (;;) {
      const keys = await this.#options.store.list();
      const made = await this.#succeed(actor, keys);
      if (made) return made;
    }
  }

  /**
   * Rotates when the newest key has been there for so long. Of those who do so at the same time one
   * makes a key, and the others answer null.
   */
  async rotateAfter(ageMs: number): Promise<DescribedTokenKey | null> {
    const keys = await this.#options.store.list();
    const newest = keys.at(-1);
    const due = newest && newest.createdAtMs + ageMs <= this.#options.clock.now();
    return due ? this.#succeed(SERVER, keys) : null;
  }

  /**
   * Ends a key before its time: every token that it sealed is refused, here at once, elsewhere
   * within `KEY_NOTICED_AFTER_MS`.
   *
   * @throws DomainError `not-found`, or `conflict` for the one that seals.
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

  /** Removes those whose tokens have all expired. Answers their ids. */
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

  /** Null when another has taken the next id. */
  async #succeed(actor: Actor, keys: readonly SealedKey[]): Promise<DescribedTokenKey | null> {
    if (keys.length >= KEYS_MAX) {
      const problem = `There are ${KEYS_MAX} token keys, which is the most.`;
      throw new DomainError('conflict', `${problem} The oldest are forgotten with time.`);
    }
    const { changes, masterKey } = this.#options;
    const id = (keys.at(-1)?.id ?? 0) + 1;
    const key = await changes.run(actor, async ({ stores, nowMs, record }) => {
      const made = createSealedKey(id, masterKey, nowMs);
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
    // Another that began later may have ended before.
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
