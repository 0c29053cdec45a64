/** An application as commands print it. */
import type { Application } from '../../../domain/applications/application.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { listTenants } from '../../find-tenant.ts';
import { printTime } from '../../terminal.ts';

export const applicationArgumentHelp = 'name or client id of the application';

type ApplicationRecord = Readonly<Record<string, unknown>>;

export async function recordOfApplication(
  registry: TenantRegistry,
  application: Application,
): Promise<ApplicationRecord> {
  const [record = {}] = await recordsOfApplications(registry, [application]);
  return record;
}

/** Without tenants on-site. */
export async function recordsOfApplications(
  registry: TenantRegistry,
  applications: readonly Application[],
): Promise<readonly ApplicationRecord[]> {
  const online = registry.installation.mode === 'online';
  const named = online && applications.some(({ tenantIds }) => tenantIds !== 'all');
  const tenants = named ? await listTenants(registry) : [];
  const byId = new Map(tenants.map(({ id, contextIdentifier }) => [id, contextIdentifier]));
  return applications.map(({ tenantIds, ...application }) => ({
    clientId: application.clientId,
    name: application.name,
    agents: application.agents,
    // A tenant that was removed a moment ago has no name any more.
    ...(online && {
      tenants: tenantIds === 'all' ? 'all' : tenantIds.flatMap((id) => byId.get(id) ?? []),
    }),
    created: printTime(application.createdAtMs),
    disabled: printTime(application.disabledAtMs),
  }));
}
