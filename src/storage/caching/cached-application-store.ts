/** Applications, kept in memory under each name by which they are found; all go at any change. */
import type {
  Application,
  ApplicationProfile,
  ApplicationStore,
} from '../../domain/application.ts';
import type { RecordCache } from './record-cache.ts';

export class CachedApplicationStore implements ApplicationStore {
  readonly #store: ApplicationStore;
  readonly #cache: RecordCache<Application>;

  constructor(store: ApplicationStore, cache: RecordCache<Application>) {
    this.#store = store;
    this.#cache = cache;
  }

  add(profile: ApplicationProfile, tokenHash: string, nowMs: number): Promise<Application> {
    return this.#store.add(profile, tokenHash, nowMs);
  }

  find(id: number): Promise<Application | null> {
    return this.#cache.obtain(`id:${id}`, () => this.#store.find(id));
  }

  findByName(name: string): Promise<Application | null> {
    return this.#store.findByName(name);
  }

  findByClientId(clientId: string): Promise<Application | null> {
    return this.#cache.obtain(`client:${clientId}`, () => this.#store.findByClientId(clientId));
  }

  findByTokenHash(tokenHash: string): Promise<Application | null> {
    return this.#cache.obtain(`token:${tokenHash}`, () => this.#store.findByTokenHash(tokenHash));
  }

  list(): Promise<readonly Application[]> {
    return this.#store.list();
  }

  update(id: number, profile: ApplicationProfile): Promise<void> {
    return this.#changing(this.#store.update(id, profile));
  }

  listTokenTimes(id: number): Promise<readonly number[]> {
    return this.#store.listTokenTimes(id);
  }

  addToken(id: number, tokenHash: string, nowMs: number): Promise<void> {
    return this.#changing(this.#store.addToken(id, tokenHash, nowMs));
  }

  removeOldTokens(id: number): Promise<number> {
    return this.#changing(this.#store.removeOldTokens(id));
  }

  disable(id: number, nowMs: number): Promise<void> {
    return this.#changing(this.#store.disable(id, nowMs));
  }

  enable(id: number): Promise<void> {
    return this.#changing(this.#store.enable(id));
  }

  remove(id: number): Promise<void> {
    return this.#changing(this.#store.remove(id));
  }

  async #changing<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#cache.forgetAll();
    }
  }
}
