/** A tenant as commands print it. */
import type { Tenant } from '../../../domain/tenants/tenant.ts';
import { printTime } from '../../terminal.ts';

export const tenantArgumentHelp = 'context identifier of the tenant, such as Cust12345';

export function recordOfTenant(tenant: Tenant): Readonly<Record<string, unknown>> {
  return {
    contextIdentifier: tenant.contextIdentifier,
    company: tenant.companyName,
    created: printTime(tenant.createdAtMs),
    suspended: printTime(tenant.suspendedAtMs),
  };
}
