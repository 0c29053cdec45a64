/** What an installation holds now, as a seed: without passwords and tokens, with ids. */
import type { Application } from '../domain/application.ts';
import type { Associate, License, Role, UserGroup } from '../domain/associate.ts';
import type { Installation, Stores, TenantStores } from '../domain/installation.ts';
import type { Tenant } from '../domain/tenant.ts';
import { licenseKey, referenceTo } from './license-reference.ts';
import type { Seed, SeedTenant } from './seed.ts';
import { tellPath } from './seed-path.ts';
import type {
  SeedApplication,
  SeedGroup,
  SeedLicense,
  SeedRole,
  SeedSystemUser,
  SeedUser,
} from './seed-schema.ts';

const PAGE = 1000;

/** An entry with the id that the installation gave it. */
export type Present<T> = T & { readonly id: number };

export interface PresentTenant extends SeedTenant {
  readonly roles: readonly Present<SeedRole>[];
  readonly groups: readonly Present<SeedGroup>[];
  readonly licenses: readonly Present<SeedLicense>[];
  readonly users: readonly Present<SeedUser>[];
}

export interface PresentSeed extends Seed {
  readonly tenants: readonly PresentTenant[];
  readonly applications: readonly Present<SeedApplication>[];
}

/** Everything in the order of ids, sets in the order of their characters. */
export async function readPresentSeed(
  installation: Installation,
  stores: Stores,
): Promise<PresentSeed> {
  const { mode, demo } = installation;
  const tenants = await listAll((afterId) => stores.tenants.list(afterId, PAGE));
  const presentTenants: PresentTenant[] = [];
  const systemUsers = new Map<number, SeedSystemUser[]>();
  for (const tenant of tenants) {
    const tenantStores = stores.ofTenant(tenant.id);
    const present = await presentTenant(tenant, tenantStores);
    presentTenants.push(present);
    for (const { applicationId, associateId } of await tenantStores.systemUsers.list()) {
      const user = present.users.find(({ id }) => id === associateId)?.name ?? '';
      const place = mode === 'onsite' ? {} : { tenant: tenant.contextIdentifier };
      const known = systemUsers.get(applicationId) ?? [];
      systemUsers.set(applicationId, [...known, { ...place, user }]);
    }
  }
  const identifiers = new Map(tenants.map((tenant) => [tenant.id, tenant.contextIdentifier]));
  const applications = (await stores.applications.list()).map((application) => ({
    id: application.id,
    clientId: application.clientId,
    name: application.name,
    agents: sorted(application.agents),
    tenants:
      mode === 'onsite' ? onsiteTenants(application) : onlineTenants(application, identifiers),
    publicKeys: [...application.publicKeys],
    systemUsers: systemUsers.get(application.id) ?? [],
    disabled: application.disabledAtMs !== null,
  }));
  return { mode, demo, tenants: presentTenants, applications, placeOf: tellPath };
}

/** In the order of their characters, each once, on any machine. */
export function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

async function listAll<T extends { readonly id: number }>(
  listAfter: (afterId: number) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await listAfter(all.at(-1)?.id ?? 0);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

function onsiteTenants({ tenantIds }: Application): 'all' | string[] {
  return tenantIds === 'all' || tenantIds.length > 0 ? 'all' : [];
}

function onlineTenants(
  { tenantIds }: Application,
  identifiers: ReadonlyMap<number, string>,
): 'all' | string[] {
  if (tenantIds === 'all') return 'all';
  return sorted(tenantIds.flatMap((id) => identifiers.get(id) ?? []));
}

async function presentTenant(tenant: Tenant, stores: TenantStores): Promise<PresentTenant> {
  const { associates, directory } = stores;
  const roles = await directory.listRoles();
  const groups = await directory.listGroups();
  const licenses = (await directory.listLicenses()).map(presentLicense);
  const userOf = userReader(roles, groups, licenses);
  const users: Present<SeedUser>[] = [];
  for (const associate of await listAll((afterId) => associates.list(afterId, PAGE))) {
    const principal = await associates.principal(associate);
    users.push(userOf(associate, principal.licenses));
  }
  return {
    contextIdentifier: tenant.contextIdentifier,
    company: tenant.companyName,
    suspended: tenant.suspendedAtMs !== null,
    roles: roles.map((role) => ({ ...role, functionRights: sorted(role.functionRights) })),
    groups,
    licenses,
    users,
  };
}

function presentLicense(license: License): Present<SeedLicense> {
  const { moduleId, ownerName, name, description, version } = license;
  return { id: moduleId, owner: ownerName, name, description, version };
}

function userReader(
  roles: readonly Role[],
  groups: readonly UserGroup[],
  licenses: readonly SeedLicense[],
): (associate: Associate, granted: readonly License[]) => Present<SeedUser> {
  const roleNames = new Map(roles.map(({ id, name }) => [id, name]));
  const groupNames = new Map(groups.map(({ id, name }) => [id, name]));
  const references = new Map(
    licenses.map((license) => [licenseKey(license), referenceTo(license, licenses)]),
  );
  return (associate, granted) => {
    const { roleId, groupId, secondaryGroupIds, email, csUser, disabledAtMs } = associate;
    return {
      id: associate.id,
      name: associate.name,
      fullName: associate.fullName,
      email: email ?? undefined,
      type: associate.type,
      role: roleNames.get(roleId) ?? '',
      group: groupNames.get(groupId) ?? '',
      secondaryGroups: sorted(secondaryGroupIds.flatMap((id) => groupNames.get(id) ?? [])),
      licenses: granted.flatMap(
        (license) => references.get(licenseKey(presentLicense(license))) ?? [],
      ),
      csUser: csUser ?? undefined,
      personId: associate.personId,
      contactId: associate.contactId,
      contactOwnerId: associate.contactOwnerId,
      countryId: associate.countryId,
      homeCountryId: associate.homeCountryId,
      businessId: associate.businessId,
      categoryId: associate.categoryId,
      disabled: disabledAtMs !== null,
    };
  };
}
