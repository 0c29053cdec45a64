/** The memory of revoked tokens: that one is not among them is kept, which is what is asked for. */
import type { RevokedTokenStore } from '../../domain/access-token.ts';
import type { RecordCache } from './record-cache.ts';

export interface KeptAbsence {
  readonly absent: true;
}

const ABSENT: KeptAbsence = { absent: true };

export class CachedRevokedTokenStore implements RevokedTokenStore {
  readonly #store: RevokedTokenStore;
  readonly #cache: RecordCache<KeptAbsence>;

  constructor(store: RevokedTokenStore, cache: RecordCache<KeptAbsence>) {
    this.#store = store;
    this.#cache = cache;
  }

  async add(tokenId: string, expiresAtMs: number): Promise<boolean> {
    try {
      return await this.#store.add(tokenId, expiresAtMs);
    } finally {
      this.#cache.forget(tokenId);
    }
  }

  async has(tokenId: string): Promise<boolean> {
    if (this.#cache.find(tokenId)) return false;
    const absence = await this.#cache.load(tokenId, async () =>
      (await this.#store.has(tokenId)) ? null : ABSENT,
    );
    return absence === null;
  }

  hasByNow(tokenId: string): Promise<boolean> {
    return this.#store.hasByNow(tokenId);
  }
}
