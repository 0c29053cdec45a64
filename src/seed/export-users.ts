/** A tenant's users as a section of a seed file. */
import type { Associate } from '../domain/associate.ts';
import type { TenantStores } from '../domain/installation.ts';
import type { LicenceModule } from '../domain/licences/licence.ts';
import { foldName } from '../domain/names.ts';
import { listAll } from './list-all.ts';
import { groupBy, without } from './match-entries.ts';

const PAGE = 1000;

export async function exportUsers({ associates, roles, groups, licences }: TenantStores) {
  const users = await listAll((afterId, limit) => associates.list(afterId, limit));
  const allRoles = await roles.list();
  const undeleted = allRoles.filter(({ isDeleted }) => !isDeleted);
  const rolesNamed = groupBy(undeleted, ({ name }) => foldName(name));
  const roleById = new Map(allRoles.map((role) => [role.id, role]));
  const groupNames = new Map((await groups.list()).map(({ id, name }) => [id, name]));
  const licenceOf = await licenceReferences(licences);
  const assigned = new Map<number, readonly number[]>();
  for (let start = 0; start < users.length; start += PAGE) {
    const ids = users.slice(start, start + PAGE).map(({ id }) => id);
    for (const [id, modules] of await licences.assignedTo(ids)) assigned.set(id, modules);
  }
  return users.map((user) => {
    const { roleId, groupId, secondaryGroupIds } = user;
    const { name = '' } = roleById.get(roleId) ?? {};
    const isOnly = rolesNamed(foldName(name)).length === 1;
    return {
      id: user.id,
      name: user.name,
      role: isOnly ? name : { id: roleId, name },
      group: groupId === 0 ? null : (groupNames.get(groupId) ?? ''),
      ...profileOf(user),
      ...without(
        {
          secondaryGroups: secondaryGroupIds.flatMap((id) => groupNames.get(id) ?? []),
          licences: (assigned.get(user.id) ?? []).flatMap((id) => licenceOf.get(id) ?? []),
        },
        { secondaryGroups: [], licences: [] },
      ),
    };
  });
}

/** What refers to nothing else, without what is the default. */
function profileOf(user: Associate) {
  const { fullName, email, type, csUser, disabledAtMs } = user;
  const { personId, contactId, contactOwnerId, countryId, homeCountryId } = user;
  const { businessId, categoryId } = user;
  const ids = { personId, contactId, contactOwnerId, countryId, homeCountryId, businessId };
  const given = { fullName, email, type, ...ids, categoryId, disabled: disabledAtMs !== null };
  const none = { personId: 0, contactId: 0, contactOwnerId: 0, countryId: 0, homeCountryId: 0 };
  return {
    ...without(given, {
      fullName: user.name,
      email: null,
      type: 'internal',
      ...none,
      businessId: 0,
      categoryId: 0,
      disabled: false,
    }),
    ...(csUser && { csUser: { ...csUser } }),
  };
}

/** Each module that can be assigned, by its id: as short as it can be told from the others. */
async function licenceReferences(licences: TenantStores['licences']) {
  const modules = await licences.listModules();
  const owners = new Map((await licences.listOwners()).map(({ id, name }) => [id, name]));
  const named = groupBy(modules, ({ name }) => foldName(name));
  const referenceTo = ({ name, version, ownerId }: LicenceModule) => {
    const same = named(foldName(name));
    if (same.length === 1) return name;
    const owner = owners.get(ownerId) ?? '';
    const ofOwner = same.filter((module) => module.ownerId === ownerId);
    return ofOwner.length === 1 ? { owner, name } : { owner, name, version };
  };
  const assignable = modules.filter(({ kind }) => kind === 'user');
  return new Map(assignable.map((module) => [module.id, referenceTo(module)]));
}
