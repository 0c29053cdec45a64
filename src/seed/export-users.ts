/** Exports a tenant's users as a section of a seed file. */

import type { TenantStores } from '../domain/installation.ts';
import type { LicenceModule } from '../domain/licences/licence.ts';
import { foldName } from '../domain/names.ts';
import {
  type Associate,
  type AssociateDetails,
  createProfile,
  noDetails,
} from '../domain/users/associate.ts';
import { listAll } from './list-all.ts';
import { groupBy } from './match-entries.ts';
import { fileFields } from './records.ts';
import { exportedDetails } from './user-details.ts';

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
  const details = new Map<number, AssociateDetails>();
  for (let start = 0; start < users.length; start += PAGE) {
    const ids = users.slice(start, start + PAGE).map(({ id }) => id);
    for (const [id, modules] of await licences.assignedTo(ids)) assigned.set(id, modules);
    for (const [id, its] of await associates.details(ids)) details.set(id, its);
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
      ...exportedDetails(details.get(user.id) ?? noDetails),
      ...fileFields(
        {
          secondaryGroups: secondaryGroupIds.flatMap((id) => groupNames.get(id) ?? []),
          licences: (assigned.get(user.id) ?? []).flatMap((id) => licenceOf.get(id) ?? []),
        },
        { secondaryGroups: [], licences: [] },
      ),
    };
  });
}

/** The fields without references, except those that have their default. */
function profileOf({
  roleId: _role,
  groupId: _group,
  secondaryGroupIds: _groups,
  ...user
}: Associate) {
  const { id: _id, name, createdAtMs: _at, generation: _generation, ...profile } = user;
  const { userName, nickName, tooltip, rank, type, personId, isWaitingForApproval } = profile;
  const { disabledAtMs, retiredAtMs, csUser } = profile;
  const own = { userName, nickName, tooltip, rank, type, personId, isWaitingForApproval };
  const states = { disabled: disabledAtMs !== null, isRetired: retiredAtMs !== null };
  return {
    ...fileFields(
      { ...own, ...states },
      { ...createProfile(name, 0, 0), disabled: false, isRetired: false },
    ),
    ...(csUser && { csUser: { ...csUser } }),
  };
}

/** References to all assignable modules by id, each as short as is unambiguous. */
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
