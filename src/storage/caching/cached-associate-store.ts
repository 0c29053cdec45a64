/** Associates by id, and what they may do, kept in memory; whatever else is asked is not. */
import type {
  Associate,
  AssociateProfile,
  AssociateStore,
  Principal,
} from '../../domain/associate.ts';
import type { RecordCache } from './record-cache.ts';

export class CachedAssociateStore implements AssociateStore {
  readonly #store: AssociateStore;
  readonly #cache: RecordCache<Associate>;
  readonly #principals: RecordCache<Principal>;
  readonly #tenantId: number;
  /** Called when one has gone, with tickets and all. */
  readonly #onRemoved: (id: number) => void;

  constructor(
    store: AssociateStore,
    cache: RecordCache<Associate>,
    principals: RecordCache<Principal>,
    tenantId: number,
    onRemoved: (id: number) => void,
  ) {
    this.#store = store;
    this.#cache = cache;
    this.#principals = principals;
    this.#tenantId = tenantId;
    this.#onRemoved = onRemoved;
  }

  add(
    profile: AssociateProfile,
    passwordHash: string | null,
    nowMs: number,
    id?: number,
  ): Promise<Associate> {
    return this.#store.add(profile, passwordHash, nowMs, id);
  }

  update(id: number, profile: AssociateProfile): Promise<void> {
    return this.#changing(id, this.#store.update(id, profile));
  }

  async remove(id: number): Promise<void> {
    try {
      await this.#changing(id, this.#store.remove(id));
    } finally {
      this.#principals.forget(this.#keyOf(id));
      this.#onRemoved(id);
    }
  }

  find(id: number): Promise<Associate | null> {
    return this.#cache.obtain(this.#keyOf(id), () => this.#store.find(id));
  }

  findByName(name: string): Promise<Associate | null> {
    return this.#store.findByName(name);
  }

  findByEmail(email: string): Promise<Associate | null> {
    return this.#store.findByEmail(email);
  }

  list(afterId: number, limit: number): Promise<readonly Associate[]> {
    return this.#store.list(afterId, limit);
  }

  async principal(associate: Associate): Promise<Principal> {
    const key = this.#keyOf(associate.id);
    const kept = this.#principals.find(key);
    // Whoever is given another role has other rights at once.
    if (kept?.role.id === associate.roleId) return { ...kept, associate };
    return this.#principals.load(key, () => this.#store.principal(associate));
  }

  readPasswordHash(id: number): Promise<string | null> {
    return this.#store.readPasswordHash(id);
  }

  setPasswordHash(id: number, passwordHash: string): Promise<void> {
    return this.#changing(id, this.#store.setPasswordHash(id, passwordHash));
  }

  disable(id: number, nowMs: number): Promise<void> {
    return this.#changing(id, this.#store.disable(id, nowMs));
  }

  enable(id: number): Promise<void> {
    return this.#changing(id, this.#store.enable(id));
  }

  #keyOf(id: number): string {
    return `${this.#tenantId}/${id}`;
  }

  async #changing(id: number, change: Promise<void>): Promise<void> {
    try {
      await change;
    } finally {
      this.#cache.forget(this.#keyOf(id));
    }
  }
}
