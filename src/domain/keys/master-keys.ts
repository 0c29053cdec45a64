/**
 * The master keys that this process knows. There is one, and during a rotation there are two.
 *
 * The database says which one seals. A process that meets the id of an unknown key reads the source
 * of the master key again, so that servers learn of a new key while they run.
 */
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import type { MasterKey } from './master-key.ts';
import { masterKeyIdOf, sealSecret, unsealSecret } from './sealing.ts';
import type { SecretName } from './secret-names.ts';

/** Where master keys are kept, outside the database. */
export interface MasterKeyAccess {
  /** For the start of a message, such as `The master key data/master.key`. */
  readonly description: string;
  /** Reads one key, or two: the older first. @throws DomainError if there is no valid key. */
  read(): Promise<readonly MasterKey[]>;
  /** Replaces the keys, all or nothing. Null if only an operator can. @throws DomainError */
  readonly replace: ((keys: readonly MasterKey[]) => Promise<void>) | null;
}

/** Says which master key seals. */
export interface SealingKeyStore {
  /** Returns the id of the key that seals. It stays so until the transaction ends. */
  holdSealingKeyId(): Promise<string>;
}

/** The source is not read more often, because a command may be slow. */
const REREAD_EVERY_MS = 1000;

export class MasterKeys {
  readonly access: MasterKeyAccess;
  readonly #clock: Clock;
  /** Keys are never forgotten, because a secret that was read earlier may need one. */
  #known: ReadonlyMap<string, MasterKey>;
  #rereading: Promise<unknown> | null = null;
  #rereadAtMs = Number.NEGATIVE_INFINITY;
  /** Why the source could not be read the last time, or empty. */
  #problem = '';

  /** @param keys as they were read from the source. */
  constructor(access: MasterKeyAccess, keys: readonly MasterKey[], clock: Clock) {
    this.access = access;
    this.#clock = clock;
    this.#known = new Map(keys.map((key) => [key.id, key]));
  }

  /** Adds keys, as they were read from the source or made for it. */
  add(...keys: readonly MasterKey[]): void {
    this.#known = new Map([...this.#known, ...keys.map((key) => [key.id, key] as const)]);
  }

  /** The ids of the known keys, the oldest first. */
  get ids(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** The key that was added last. */
  get newest(): MasterKey {
    const newest = [...this.#known.values()].at(-1);
    if (!newest) throw new Error('The source of the master key gave no key.');
    return newest;
  }

  /** Returns a key. Reads the source again if it is unknown. Null if it is not there either. */
  async find(id: string): Promise<MasterKey | null> {
    const known = this.#known.get(id);
    if (known) return known;
    await this.#reread();
    return this.#known.get(id) ?? null;
  }

  /**
   * Seals a secret in a transaction. The sealed secret must be stored in the same transaction.
   *
   * @throws DomainError `unavailable` if this process cannot get the key that seals.
   */
  async seal(store: SealingKeyStore, secret: Uint8Array, name: SecretName): Promise<Buffer> {
    return sealSecret(secret, await this.#require(await store.holdSealingKeyId()), name);
  }

  /**
   * @throws DomainError `unavailable` if this process cannot get the master key; Error if the
   *   sealed secret was changed or belongs to another row.
   */
  async open(sealed: Uint8Array, name: SecretName): Promise<Buffer> {
    const secret = unsealSecret(sealed, await this.#require(masterKeyIdOf(sealed)), name);
    if (secret) return secret;
    const row = `${name.kind} ${JSON.stringify(name.parts)}`;
    throw new Error(`A sealed secret was changed in the database, or moved: ${row}.`);
  }

  /**
   * Seals a secret again, with another master key. Returns null if the sealed secret was changed or
   * belongs to another row.
   *
   * @throws DomainError `unavailable` if this process cannot get one of the keys.
   */
  async reseal(sealed: Uint8Array, name: SecretName, toKeyId: string): Promise<Buffer | null> {
    const secret = unsealSecret(sealed, await this.#require(masterKeyIdOf(sealed)), name);
    return secret && sealSecret(secret, await this.#require(toKeyId), name);
  }

  async #require(id: string): Promise<MasterKey> {
    const key = await this.find(id);
    if (key) return key;
    const cause = new Error(
      `${this.access.description} does not have the key ${id}, which the database uses. See ` +
        `how to rotate the master key with several nodes. ${this.#problem}`,
    );
    const message = 'A secret cannot be used now, because the server lacks a key. Try again later.';
    throw new DomainError('unavailable', message, { cause });
  }

  /** Concurrent callers share one read. A source that cannot be read gives no new key. */
  async #reread(): Promise<void> {
    const now = this.#clock.now();
    if (!this.#rereading && Math.abs(now - this.#rereadAtMs) < REREAD_EVERY_MS) return;
    this.#rereadAtMs = now;
    this.#rereading ??= this.access
      .read()
      .then(
        (keys) => {
          this.add(...keys);
          this.#problem = '';
        },
        (error: unknown) => {
          this.#problem = error instanceof Error ? error.message : String(error);
        },
      )
      .finally(() => {
        this.#rereading = null;
      });
    await this.#rereading;
  }
}
