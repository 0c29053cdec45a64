/** All tenants of an installation. */
import type { Tenant } from '../domain/tenants/tenant.ts';
import type { TenantRegistry } from '../tenant-services.ts';

const PAGE_TENANTS = 500;

export async function listTenants({
  stores,
  installation,
}: TenantRegistry): Promise<readonly Tenant[]> {
  const all: Tenant[] = [];
  for (let after = 0; ; ) {
    const page = await stores.tenants.list(after, PAGE_TENANTS);
    all.push(...page);
    const last = page.at(-1);
    if (!last || page.length < PAGE_TENANTS) break;
    after = last.id;
  }
  // The record without an identifier belongs to on-site installations.
  const isOnline = installation.mode === 'online';
  return all.filter(({ contextIdentifier }) => (contextIdentifier === '') !== isOnline);
}
