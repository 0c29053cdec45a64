/** Tenants, with a record of every change. */
import type { TenantStore } from '../tenant.ts';
import type { RecordChange } from './record-change.ts';
import { withChanges } from './with-changes.ts';

/** @param nameOf the context identifier of the tenant with this id, or null. */
export function auditedTenants(
  store: TenantStore,
  nameOf: (id: number) => Promise<string | null>,
  record: RecordChange,
): TenantStore {
  return withChanges(store, {
    add: async (tenant, nowMs) => {
      const added = await store.add(tenant, nowMs);
      await record({ action: 'tenant-added', tenant: added.contextIdentifier });
      return added;
    },
    setCompanyName: async (id, companyName) => {
      await store.setCompanyName(id, companyName);
      const detail = { companyName };
      await record({ action: 'tenant-changed', tenant: await nameOf(id), detail });
    },
    suspend: async (id, nowMs) => {
      await store.suspend(id, nowMs);
      await record({ action: 'tenant-suspended', tenant: await nameOf(id) });
    },
    resume: async (id) => {
      await store.resume(id);
      await record({ action: 'tenant-resumed', tenant: await nameOf(id) });
    },
    remove: async (id) => {
      const tenant = await nameOf(id);
      await store.remove(id);
      await record({ action: 'tenant-removed', tenant });
    },
    find: 'as it is',
    list: 'as it is',
  });
}
