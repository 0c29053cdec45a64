/**
 * Rotation of the master key: seals everything that the old key sealed with a new one, while
 * servers work.
 *
 * 1. The source of the master key gets the new key, behind the old one.
 * 2. The database says that the new key seals. From then on, nothing is sealed with the old key.
 * 3. Every secret that is still sealed with the old key is sealed with the new one.
 * 4. The database says that the old key is not needed any more.
 * 5. The old key is removed from the source.
 *
 * Each step is atomic. After a crash between any two, the source holds every key that is needed,
 * and the next call continues.
 */
import type { Authorised } from '../actor.ts';
import type { Changes } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { Stores } from '../installation.ts';
import { MasterKey } from './master-key.ts';
import type { MasterKeyState, SealedRow } from './master-key-state.ts';
import type { MasterKeys } from './master-keys.ts';

type Operator = Authorised<'administer-installation'>;

export interface MasterKeyRotationOptions {
  readonly stores: Stores;
  readonly changes: Changes;
  readonly masterKeys: MasterKeys;
}

export interface RotatedMasterKey {
  /** The id of the key that seals now. */
  readonly id: string;
  /** How many secrets this call has sealed again. */
  readonly resealed: number;
  /** Whether the old key is still in the source, because only an operator can change it. */
  readonly isOldKeyLeft: boolean;
}

/** A master key as it is shown to people. */
export interface DescribedMasterKey {
  readonly id: string;
  /**
   * - `superseded`: sealed before. During a rotation, some secrets are still sealed with it.
   * - `current`: seals.
   * - `coming`: is in the source, and will seal after the next rotation.
   */
  readonly state: 'superseded' | 'current' | 'coming';
}

/** The secrets that are sealed again in one transaction, which delays other writers. */
const BATCH = 100;

export class MasterKeyRotation {
  readonly #options: MasterKeyRotationOptions;

  constructor(options: MasterKeyRotationOptions) {
    this.#options = options;
  }

  /** Lists the keys that this process knows, the oldest first. */
  async list(): Promise<readonly DescribedMasterKey[]> {
    const { currentId } = await this.#options.stores.masterKey.read();
    const { ids } = this.#options.masterKeys;
    const current = ids.indexOf(currentId);
    return ids.map((id, index) => {
      if (index === current) return { id, state: 'current' };
      return { id, state: index < current ? 'superseded' : 'coming' };
    });
  }

  /**
   * Does step 1, or nothing if it is done. Returns the id of the key that seals after step 2.
   *
   * @throws DomainError `conflict` if the source needs a new key that only an operator can add.
   */
  prepare(_actor: Operator): Promise<string> {
    return this.#withSource(async (state, keys) => {
      const newest = requireKeys(state, keys);
      if (state.previousId !== null || keys.length > 1) return newest.id;
      const { access } = this.#options.masterKeys;
      if (!access.replace) {
        throw new DomainError(
          'conflict',
          `${access.description} is its only one. Make another with "openssl rand -base64 32", ` +
            'give it behind the old one on every node, separated by a space or a new line, and ' +
            'start the servers again. Then run this again.',
        );
      }
      const next = MasterKey.create();
      await access.replace([newest, next]);
      this.#options.masterKeys.add(next);
      return next.id;
    });
  }

  /**
   * Does all steps that are not done yet.
   *
   * @param onProgress called after each batch.
   * @throws DomainError `conflict` if a secret cannot be opened, because somebody has changed it in
   * the database. All other secrets are sealed with the new key then.
   */
  async rotate(
    actor: Operator,
    onProgress: (done: number, total: number) => void = () => {},
  ): Promise<RotatedMasterKey> {
    await this.prepare(actor);
    const { currentId, previousId } = await this.#start(actor);
    let resealed = 0;
    if (previousId !== null) {
      resealed = await this.#resealAll(previousId, currentId, onProgress);
      await this.#finish(actor, resealed);
    }
    return { id: currentId, resealed, isOldKeyLeft: await this.#removeOldKey() };
  }

  #start(actor: Operator): Promise<MasterKeyState> {
    return this.#options.changes.run(actor, async ({ stores, record }) => {
      const state = await stores.masterKey.lock();
      // Nobody may have replaced a new key in a file since it was made.
      const keys = await this.#readIfQuick();
      const newest = keys ? requireKeys(state, keys) : this.#options.masterKeys.newest;
      if (state.previousId !== null || newest.id === state.currentId) return state;
      const next = { currentId: newest.id, previousId: state.currentId };
      await stores.masterKey.set(next);
      const detail = { keyId: newest.id, previousKeyId: state.currentId };
      record({ action: 'master-key-rotation-started', detail });
      return next;
    });
  }

  async #resealAll(
    fromKeyId: string,
    toKeyId: string,
    onProgress: (done: number, total: number) => void,
  ): Promise<number> {
    const { stores, masterKeys } = this.#options;
    const total = await stores.sealedSecrets.count(fromKeyId);
    const damaged: SealedRow[] = [];
    let done = 0;
    let last: SealedRow | null = null;
    for (;;) {
      const rows: readonly SealedRow[] = await stores.sealedSecrets.list(fromKeyId, last, BATCH);
      last = rows.at(-1) ?? null;
      if (!last) break;
      const resealed: (readonly [SealedRow, Buffer])[] = [];
      for (const row of rows) {
        const sealed = await masterKeys.reseal(row.sealed, row.name, toKeyId);
        if (sealed) resealed.push([row, sealed]);
        else damaged.push(row);
      }
      await stores.transaction(async (inside) => {
        // A row that was changed meanwhile is sealed with the new key already.
        for (const [row, sealed] of resealed) await inside.sealedSecrets.replace(row, sealed);
      });
      done += resealed.length;
      onProgress(done, total);
    }
    if (damaged.length > 0) throw cannotOpen(damaged);
    return done;
  }

  async #finish(actor: Operator, resealed: number): Promise<void> {
    await this.#options.changes.run(actor, async ({ stores, record }) => {
      const { currentId, previousId } = await stores.masterKey.lock();
      if (previousId === null) return;
      const left = await stores.sealedSecrets.count(previousId);
      if (left > 0) {
        const message = `${left} secrets are still sealed with the old master key.`;
        throw new DomainError('conflict', `${message} Run this again.`);
      }
      await stores.masterKey.set({ currentId, previousId: null });
      const detail = { keyId: currentId, previousKeyId: previousId, resealed };
      record({ action: 'master-key-rotated', detail });
    });
  }

  /** Returns whether the old key stays in the source. */
  #removeOldKey(): Promise<boolean> {
    return this.#withSource(async (state, keys) => {
      const newest = requireKeys(state, keys);
      const isOver = state.previousId === null && newest.id === state.currentId;
      if (keys.length === 1 || !isOver) return false;
      const { replace } = this.#options.masterKeys.access;
      await replace?.([newest]);
      return replace === null;
    });
  }

  /** Works on a file while no other rotation does. Other sources are only read. */
  async #withSource<T>(
    work: (state: MasterKeyState, keys: readonly MasterKey[]) => Promise<T>,
  ): Promise<T> {
    const { stores, masterKeys } = this.#options;
    const { access } = masterKeys;
    const read = async () => {
      const keys = await access.read();
      masterKeys.add(...keys);
      return keys;
    };
    if (!access.replace) return work(await stores.masterKey.read(), await read());
    return stores.transaction(async (inside) => work(await inside.masterKey.lock(), await read()));
  }

  /** Null for a source that could take long, because nobody seals during the transaction. */
  async #readIfQuick(): Promise<readonly MasterKey[] | null> {
    const { access } = this.#options.masterKeys;
    return access.replace && access.read();
  }
}

/**
 * Returns the newest key.
 *
 * @throws DomainError `conflict` if a key that the database uses is missing.
 */
function requireKeys(state: MasterKeyState, keys: readonly MasterKey[]): MasterKey {
  const ids = keys.map(({ id }) => id);
  const needed = [state.currentId, ...(state.previousId === null ? [] : [state.previousId])];
  const missing = needed.filter((id) => !ids.includes(id));
  const newest = keys.at(-1);
  if (!newest || missing.length > 0) {
    const message = `The source of the master key lacks the key ${missing.join(' and ')}`;
    throw new DomainError('conflict', `${message}, which the database uses. Give it too.`);
  }
  return newest;
}

function cannotOpen(rows: readonly SealedRow[]): DomainError {
  const shown = rows.slice(0, 5).map(({ name: { kind, parts } }) => {
    // Further parts are texts of users.
    return `${kind} ${parts.slice(0, 2).join('/')}`;
  });
  return new DomainError(
    'conflict',
    `${rows.length} secrets were changed in the database and cannot be opened: ` +
      `${shown.join(', ')}. Restore or remove them, and run this again.`,
  );
}
