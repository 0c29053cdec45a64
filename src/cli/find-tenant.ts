/** Finds tenants for commands. */
import type { Tenant } from '../domain/tenants/tenant.ts';
import type { TenantRegistry, TenantServices } from '../tenant-services.ts';
import { CliError } from './cli-error.ts';
import { type DataOptions, withRegistry } from './data-option.ts';
import { exitCodes } from './exit-codes.ts';

const PAGE_TENANTS = 1000;

/**
 * Opens an Online installation, does the work, and closes it in any case.
 *
 * @throws CliError `conflict` for an on-site installation.
 */
export function withTenants<T>(
  options: DataOptions,
  work: (registry: TenantRegistry) => Promise<T>,
): Promise<T> {
  return withRegistry(options, async (registry) => {
    if (registry.installation.mode === 'online') return work(registry);
    const problem = 'This installation is on-site: it is for one company and has no tenants.';
    const advice = 'One that has is made with "ticketoffice init --mode online".';
    throw new CliError(exitCodes.conflict, `${problem} ${advice}`);
  });
}

/** All tenants, in the order in which they were added. */
export async function listTenants({ stores }: TenantRegistry): Promise<readonly Tenant[]> {
  const tenants: Tenant[] = [];
  for (;;) {
    const page = await stores.tenants.list(tenants.at(-1)?.id ?? 0, PAGE_TENANTS);
    tenants.push(...page);
    if (page.length < PAGE_TENANTS) return tenants;
  }
}

/** The tenant option for a command to paste: ` --tenant Cust12345`, or empty on-site. */
export function tenantFlag({ tenant }: Pick<TenantServices, 'tenant'>): string {
  const { contextIdentifier } = tenant;
  return contextIdentifier === '' ? '' : ` --tenant ${contextIdentifier}`;
}
