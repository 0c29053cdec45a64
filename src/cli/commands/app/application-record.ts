/** An application as commands print one. */
import type { Application } from '../../../domain/application.ts';
import type { Offices } from '../../../office.ts';
import { listTenants } from '../../find-tenant.ts';
import { printTime } from '../../terminal.ts';

export const applicationArgumentHelp = 'name or client id of the application';

type ApplicationRecord = Readonly<Record<string, unknown>>;

export async function recordOfApplication(
  offices: Offices,
  application: Application,
): Promise<ApplicationRecord> {
  const [record = {}] = await recordsOfApplications(offices, [application]);
  return record;
}

/** On-site they say nothing of tenants. */
export async function recordsOfApplications(
  offices: Offices,
  applications: readonly Application[],
): Promise<readonly ApplicationRecord[]> {
  const online = offices.installation.mode === 'online';
  const named = online && applications.some(({ tenantIds }) => tenantIds !== 'all');
  const tenants = named ? await listTenants(offices) : [];
  const byId = new Map(tenants.map(({ id, contextIdentifier }) => [id, contextIdentifier]));
  return applications.map(({ tenantIds, ...application }) => ({
    clientId: application.clientId,
    name: application.name,
    agents: application.agents,
    // One that was removed a moment ago has no name any more.
    ...(online && {
      tenants: tenantIds === 'all' ? 'all' : tenantIds.flatMap((id) => byId.get(id) ?? []),
    }),
    created: printTime(application.createdAtMs),
    disabled: printTime(application.disabledAtMs),
  }));
}
