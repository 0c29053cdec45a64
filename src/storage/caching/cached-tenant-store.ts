/** Tenants, kept in memory as they are addressed; all go at any change. */
import type { NewTenant, Tenant, TenantStore } from '../../domain/tenant.ts';
import type { RecordCache } from './record-cache.ts';

export class CachedTenantStore implements TenantStore {
  readonly #store: TenantStore;
  readonly #cache: RecordCache<Tenant>;
  /** Called when a tenant has gone, with everything that belonged to it. */
  readonly #onRemoved: () => void;

  constructor(store: TenantStore, cache: RecordCache<Tenant>, onRemoved: () => void) {
    this.#store = store;
    this.#cache = cache;
    this.#onRemoved = onRemoved;
  }

  add(tenant: NewTenant, nowMs: number): Promise<Tenant> {
    return this.#store.add(tenant, nowMs);
  }

  find(contextIdentifier: string): Promise<Tenant | null> {
    return this.#cache.obtain(contextIdentifier, () => this.#store.find(contextIdentifier));
  }

  list(afterId: number, limit: number): Promise<readonly Tenant[]> {
    return this.#store.list(afterId, limit);
  }

  setCompanyName(id: number, companyName: string): Promise<void> {
    return this.#changing(this.#store.setCompanyName(id, companyName));
  }

  suspend(id: number, nowMs: number): Promise<void> {
    return this.#changing(this.#store.suspend(id, nowMs));
  }

  resume(id: number): Promise<void> {
    return this.#changing(this.#store.resume(id));
  }

  async remove(id: number): Promise<void> {
    try {
      await this.#changing(this.#store.remove(id));
    } finally {
      this.#onRemoved();
    }
  }

  async #changing(change: Promise<void>): Promise<void> {
    try {
      await change;
    } finally {
      this.#cache.forgetAll();
    }
  }
}
