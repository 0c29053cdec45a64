/**
 * Applications, kept in memory under each name by which they are found; all go at any change. That
 * there is none is kept as well: on-site, clients may send any token, and send it with each call.
 */
import type {
  Application,
  ApplicationProfile,
  ApplicationStore,
} from '../../domain/application.ts';
import type { RecordCache } from './record-cache.ts';

/** What was found under a name. */
export interface KeptApplication {
  readonly application: Application | null;
}

export class CachedApplicationStore implements ApplicationStore {
  readonly #store: ApplicationStore;
  readonly #cache: RecordCache<KeptApplication>;

  constructor(store: ApplicationStore, cache: RecordCache<KeptApplication>) {
    this.#store = store;
    this.#cache = cache;
  }

  add(profile: ApplicationProfile, tokenHash: string, nowMs: number): Promise<Application> {
    return this.#changing(this.#store.add(profile, tokenHash, nowMs));
  }

  find(id: number): Promise<Application | null> {
    return this.#obtain(`id:${id}`, () => this.#store.find(id));
  }

  findByName(name: string): Promise<Application | null> {
    return this.#store.findByName(name);
  }

  findByClientId(clientId: string): Promise<Application | null> {
    return this.#obtain(`client:${clientId}`, () => this.#store.findByClientId(clientId));
  }

  findByTokenHash(tokenHash: string): Promise<Application | null> {
    return this.#obtain(`token:${tokenHash}`, () => this.#store.findByTokenHash(tokenHash));
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

  async #obtain(key: string, read: () => Promise<Application | null>): Promise<Application | null> {
    const kept = await this.#cache.obtain(key, async () => ({ application: await read() }));
    return kept?.application ?? null;
  }

  async #changing<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#cache.forgetAll();
    }
  }
}
