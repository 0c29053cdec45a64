/** Looks up a tenant's roles, groups and licences by name, for its users. */

import type { UserGroup } from '../domain/groups/user-group.ts';
import type { LicenceModule, LicenceOwner } from '../domain/licences/licence.ts';
import { foldName } from '../domain/names.ts';
import type { Role } from '../domain/roles/role.ts';
import type { AssociateType } from '../domain/users/associate-type.ts';
import { typeRules } from '../domain/users/profile.ts';
import { groupBy } from './match-entries.ts';
import { onlyId } from './only-id.ts';
import type { SeedPath } from './seed-path.ts';
import type { TenantRun } from './seed-run.ts';
import type { LicenceReference, RoleReference } from './user-schema.ts';

/** The group of a user for whom the seed names none. */
const GROUP_DEFAULT = 'Administration';
interface Records {
  readonly roles: readonly Role[];
  readonly administratorRoleIds: ReadonlySet<number>;
  readonly groups: readonly UserGroup[];
  readonly owners: readonly LicenceOwner[];
  readonly modules: readonly LicenceModule[];
}

/** Each lookup reports a missing record and returns 0 for it. */
export class References {
  readonly #tenant: TenantRun;
  readonly #records: Records;
  readonly #rolesNamed: (name: string) => readonly Role[];
  readonly #groupsNamed: (name: string) => readonly UserGroup[];

  private constructor(tenant: TenantRun, records: Records) {
    this.#tenant = tenant;
    this.#records = records;
    this.#rolesNamed = groupBy(records.roles, ({ name }) => foldName(name));
    this.#groupsNamed = groupBy(records.groups, ({ name }) => foldName(name));
  }

  static async read(tenant: TenantRun): Promise<References> {
    const { roles, groups, licences } = tenant.stores;
    const undeleted = (await roles.list()).filter(({ isDeleted }) => !isDeleted);
    const right = (await roles.listRights()).find(({ name }) => name === 'admin-all');
    const granted = await roles.rightIds(undeleted.map(({ id }) => id));
    const administrators = undeleted.filter(({ id }) => granted.get(id)?.includes(right?.id ?? 0));
    return new References(tenant, {
      roles: undeleted,
      administratorRoleIds: new Set(administrators.map(({ id }) => id)),
      groups: (await groups.list()).filter(({ isDeleted }) => !isDeleted),
      owners: await licences.listOwners(),
      modules: await licences.listModules(),
    });
  }

  isAdministrator(roleId: number): boolean {
    return this.#records.administratorRoleIds.has(roleId);
  }

  roleId({ id, name }: RoleReference, path: SeedPath): number {
    const named = this.#rolesNamed(foldName(name));
    const found = id === undefined ? named : named.filter((role) => role.id === id);
    const told = id === undefined ? name : `${name} with id ${id}`;
    return onlyId(this.#tenant.run, path, 'role', told, found, {
      known: this.#records.roles,
      choiceOf: (role) => `{ id: ${role.id}, name: ${role.name} }`,
    });
  }

  groupId(name: string, path: SeedPath): number {
    const found = this.#groupsNamed(foldName(name));
    return onlyId(this.#tenant.run, path, 'group', name, found, { known: this.#records.groups });
  }

  moduleId({ owner, name, version }: LicenceReference, path: SeedPath): number {
    const { owners, modules } = this.#records;
    const ownerNames = new Map(owners.map((it) => [it.id, it.name]));
    const ownerOf = ({ ownerId }: LicenceModule) => ownerNames.get(ownerId) ?? '';
    const found = modules.filter(
      (module) =>
        foldName(module.name) === foldName(name) &&
        (owner === undefined || foldName(ownerOf(module)) === foldName(owner)) &&
        (version === undefined || module.version === version),
    );
    const told = owner === undefined ? name : `${name} of ${owner}`;
    return onlyId(this.#tenant.run, path, 'licence', told, found, {
      known: modules,
      choiceOf: (module) =>
        `{ owner: ${ownerOf(module)}, name: ${module.name}, version: '${module.version}' }`,
    });
  }

  defaultRoleId(type: AssociateType, path: SeedPath): number {
    return this.roleId({ name: typeRules[type].roleDefault }, [...path, 'role']);
  }

  defaultGroupId(type: AssociateType, path: SeedPath): number {
    if (!typeRules[type].hasGroups) return 0;
    return this.groupId(GROUP_DEFAULT, [...path, 'group']);
  }
}
