/** Exports an installation as a seed file: with ids, without passwords and tokens. */
import { stringify } from 'yaml';
import type { Application } from '../domain/applications/application.ts';
import type { Installation, Stores } from '../domain/installation.ts';
import type { PublicKey } from '../domain/keys/public-key.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import { exportPersons } from './export-persons.ts';
import { exportTenant } from './export-tenant.ts';
import { exportUsers } from './export-users.ts';
import { listAll } from './list-all.ts';
import { fileFields } from './records.ts';
import type { SeedFileInput } from './seed-schema.ts';

const HEADING = `# What this installation holds, as a seed file without passwords and tokens:
# applied where the users and applications are there already, theirs stay; elsewhere nobody can
# log in before passwords are set.
`;

const LINE_COLUMNS = 100;

/** YAML for `readSeed`. The same content always gives the same text. */
export function printSeed(file: SeedFileInput): string {
  return `${HEADING}\n${stringify(file, { lineWidth: LINE_COLUMNS, aliasDuplicateObjects: false })}`;
}

/** Built-in records are exported with only the fields that differ. */
export async function exportSeed({ mode }: Installation, stores: Stores): Promise<SeedFileInput> {
  const tenants = await listAll((afterId, limit) => stores.tenants.list(afterId, limit));
  const told: NonNullable<Extract<SeedFileInput, { mode: 'online' }>['tenants']> = [];
  for (const tenant of tenants) {
    const { contextIdentifier, companyName, suspendedAtMs } = tenant;
    const tenantStores = stores.ofTenant(tenant.id);
    const passwordPolicy = await tenantStores.passwordPolicies.find();
    told.push({
      contextIdentifier,
      company: companyName,
      ...fileFields({ suspended: suspendedAtMs !== null }, { suspended: false }),
      ...(passwordPolicy && { passwordPolicy: { ...passwordPolicy } }),
      ...(await exportTenant(tenantStores)),
      ...(await exportPersons(tenantStores)),
      users: await exportUsers(tenantStores),
    });
  }
  const applications = [];
  for (const application of await stores.applications.list()) {
    const perTenant = {
      systemUsers: await systemUsersOf(application, tenants, stores),
      consents: await consentsOf(application, tenants, stores),
    };
    applications.push(applicationOf(application, mode === 'onsite' ? null : tenants, perTenant));
  }
  if (mode === 'online') return { mode, tenants: told, applications };
  const [tenant = { contextIdentifier: '', company: '' }] = told;
  const { contextIdentifier: _none, ...sections } = tenant;
  return { mode, ...sections, applications };
}

/** What is left out of an entry, because it is the default. */
const NOTHING = {
  agents: [],
  publicKeys: [],
  systemUsers: [],
  redirectUris: [],
  native: false,
  serverToServer: false,
  consents: [],
  disabled: false,
};

/** What an application has at tenants. */
interface PerTenant {
  readonly systemUsers: readonly { tenant?: string; user: string }[];
  readonly consents: readonly { tenant?: string }[];
}

/** @param tenants null on-site, where the only tenant has no name. */
function applicationOf(
  application: Application,
  tenants: readonly Tenant[] | null,
  { systemUsers, consents }: PerTenant,
) {
  const { clientId, name, agents, publicKeys, disabledAtMs, tenantIds } = application;
  const installedBy = tenantIds === 'all' ? [] : tenantIds;
  const names = tenants?.filter(({ id }) => installedBy.includes(id));
  const all = tenantIds === 'all' || (!tenants && installedBy.length > 0);
  const rest = {
    agents: [...agents],
    publicKeys: publicKeys.map(publicKeyOf),
    systemUsers: [...systemUsers],
    redirectUris: [...application.redirectUris],
    native: application.native,
    serverToServer: application.serverToServer,
    consents: [...consents],
    disabled: disabledAtMs !== null,
  };
  return {
    clientId,
    name,
    tenants: all ? ('all' as const) : (names ?? []).map((it) => it.contextIdentifier).sort(),
    ...fileFields<typeof rest>(rest, NOTHING),
  };
}

async function systemUsersOf(
  { id }: Application,
  tenants: readonly Tenant[],
  stores: Stores,
): Promise<PerTenant['systemUsers']> {
  const told: { tenant?: string; user: string }[] = [];
  for (const { id: tenantId, contextIdentifier } of tenants) {
    const { systemUsers, associates } = stores.ofTenant(tenantId);
    const userId = await systemUsers.find(id);
    const user = userId === null ? null : await associates.find(userId);
    const tenant = contextIdentifier === '' ? {} : { tenant: contextIdentifier };
    if (user) told.push({ ...tenant, user: user.name });
  }
  return told;
}

/** System tokens are secrets and stay behind. */
async function consentsOf(
  { id }: Application,
  tenants: readonly Tenant[],
  stores: Stores,
): Promise<PerTenant['consents']> {
  const told: { tenant?: string }[] = [];
  for (const { id: tenantId, contextIdentifier } of tenants) {
    const consent = await stores.ofTenant(tenantId).consents.find(id);
    if (consent?.revokedAtMs !== null) continue;
    told.push(contextIdentifier === '' ? {} : { tenant: contextIdentifier });
  }
  return told;
}

function publicKeyOf({ keyId, jwk: { kty = '', crv, x, y, n, e } }: PublicKey) {
  const members = Object.entries({ crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  return { kid: keyId, kty, ...Object.fromEntries(members) };
}
