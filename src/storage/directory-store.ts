/** What a tenant's associates refer to (roles, groups, licences), on SQL. */
import type { Kysely, Selectable } from 'kysely';
import {
  type DirectoryStore,
  foldName,
  type License,
  type NewLicense,
  type NewRole,
  type NewUserGroup,
  type Role,
  type UserGroup,
} from '../domain/associate.ts';
import { DomainError } from '../domain/errors.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import {
  insertRole,
  removeRights,
  roleNameTaken,
  rolesOf,
  selectRoles,
  updateRole,
} from './role-rows.ts';
import type { LicenseTable, Tables } from './schema.ts';
import { retireId, takeId } from './tenant-ids.ts';
import { TenantQueries } from './tenant-queries.ts';

export class SqlDirectoryStore implements DirectoryStore {
  readonly #queries: TenantQueries;
  readonly #traits: DialectTraits;

  constructor(db: Kysely<Tables>, traits: DialectTraits, tenantId: number) {
    this.#queries = new TenantQueries(db, tenantId);
    this.#traits = traits;
  }

  async findRoleByName(name: string): Promise<Role | null> {
    const rows = await selectRoles(this.#queries)
      .where('roles.name_folded', '=', foldName(name))
      .execute();
    return rolesOf(rows)[0] ?? null;
  }

  async listRoles(): Promise<readonly Role[]> {
    return rolesOf(await selectRoles(this.#queries).orderBy('roles.id').execute());
  }

  addRole(role: NewRole): Promise<Role> {
    return this.#queries.transaction((queries) => insertRole(queries, this.#traits, role));
  }

  async updateRole(role: Role): Promise<void> {
    const updating = this.#queries.transaction((queries) => updateRole(queries, role));
    const updated = await explainBrokenRule(this.#traits, updating, {
      unique: roleNameTaken(role.name),
    });
    if (!updated) throw noRole(role.id);
  }

  async removeRole(id: number): Promise<void> {
    const removing = this.#queries.transaction(async (queries) => {
      const role = queries.selectFrom('roles').select('id').where('id', '=', id);
      await this.#traits.lockRows(role).execute();
      await removeRights(queries, id);
      const removed = queries.deleteFrom('roles').where('id', '=', id);
      const { numDeletedRows } = await removed.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw noRole(id);
      await retireId(queries, 'role', id);
    });
    await explainBrokenRule(this.#traits, removing, {
      'in-use': `There are users with the role ${id}. Give them another role first.`,
    });
  }

  async listGroups(): Promise<readonly UserGroup[]> {
    const query = this.#queries.selectFrom('user_groups').select(['id', 'name']).orderBy('id');
    return (await query.execute()).map(({ id, name }) => ({ id, name }));
  }

  addGroup(group: NewUserGroup): Promise<UserGroup> {
    return this.#queries.transaction((queries) => insertGroup(queries, this.#traits, group));
  }

  async updateGroup({ id, name }: UserGroup): Promise<void> {
    const update = this.#queries
      .updateTable('user_groups')
      .set({ name, name_folded: foldName(name) })
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const { numUpdatedRows } = await explainBrokenRule(this.#traits, update, {
      unique: groupNameTaken(name),
    });
    if (numUpdatedRows === 0n) throw noGroup(id);
  }

  async removeGroup(id: number): Promise<void> {
    const removing = this.#queries.transaction(async (queries) => {
      const removed = queries.deleteFrom('user_groups').where('id', '=', id);
      const { numDeletedRows } = await removed.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw noGroup(id);
      await retireId(queries, 'group', id);
    });
    await explainBrokenRule(this.#traits, removing, {
      'in-use': `There are users in the group ${id}. Take them out of it first.`,
    });
  }

  async listLicenses(): Promise<readonly License[]> {
    const query = this.#queries.selectFrom('licenses').selectAll().orderBy('module_id');
    return (await query.execute()).map(licenseOf);
  }

  addLicense(license: NewLicense): Promise<License> {
    const adding = this.#queries.transaction(async (queries) => {
      const moduleId = await takeId(queries, this.#traits, 'license', license.moduleId);
      const row = { module_id: moduleId, ...licenseRow(license) };
      const insert = queries.insertInto('licenses', row).returningAll();
      return licenseOf(await insert.executeTakeFirstOrThrow());
    });
    return explainBrokenRule(this.#traits, adding, { unique: licenseTaken(license) });
  }

  async updateLicense(license: License): Promise<void> {
    const update = this.#queries
      .updateTable('licenses')
      .set(licenseRow(license))
      .where('module_id', '=', license.moduleId)
      .executeTakeFirstOrThrow();
    const { numUpdatedRows } = await explainBrokenRule(this.#traits, update, {
      unique: licenseTaken(license),
    });
    if (numUpdatedRows === 0n) throw noLicense(license.moduleId);
  }

  async removeLicense(moduleId: number): Promise<void> {
    const removing = this.#queries.transaction(async (queries) => {
      const removed = queries.deleteFrom('licenses').where('module_id', '=', moduleId);
      const { numDeletedRows } = await removed.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw noLicense(moduleId);
      await retireId(queries, 'license', moduleId);
    });
    await explainBrokenRule(this.#traits, removing, {
      'in-use': `There are users with the licensed module ${moduleId}. Withdraw it from them first.`,
    });
  }

  async grantLicense(associateId: number, moduleId: number): Promise<void> {
    const insert = this.#queries
      .insertInto('associate_licenses', { associate_id: associateId, module_id: moduleId })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'associate_id', 'module_id']).doNothing(),
      );
    await explainBrokenRule(this.#traits, insert.execute(), {
      'foreign-key':
        `There is no user ${associateId}, or no licensed module ${moduleId}. ` +
        'List users and licences to see which there are.',
    });
  }

  async withdrawLicense(associateId: number, moduleId: number): Promise<void> {
    await this.#queries
      .deleteFrom('associate_licenses')
      .where('associate_id', '=', associateId)
      .where('module_id', '=', moduleId)
      .execute();
  }
}

/** Adds a group in the transaction of its caller. @throws DomainError `conflict`, `not-found` */
export async function insertGroup(
  queries: TenantQueries,
  traits: DialectTraits,
  { id: given, name }: NewUserGroup,
): Promise<UserGroup> {
  const id = await takeId(queries, traits, 'group', given);
  const insert = queries.insertInto('user_groups', { id, name, name_folded: foldName(name) });
  await explainBrokenRule(traits, insert.execute(), { unique: groupNameTaken(name) });
  return { id, name };
}

function licenseRow(license: NewLicense) {
  return {
    owner_name: license.ownerName,
    owner_name_folded: foldName(license.ownerName),
    name: license.name,
    name_folded: foldName(license.name),
    description: license.description,
    version: license.version,
  };
}

function licenseOf(row: Selectable<LicenseTable>): License {
  return {
    moduleId: row.module_id,
    ownerName: row.owner_name,
    name: row.name,
    description: row.description,
    version: row.version,
  };
}

function groupNameTaken(name: string): string {
  return `There is a group named ${name} already. Choose another name.`;
}

function licenseTaken({ ownerName, name }: NewLicense): string {
  return `${ownerName} has a licensed module named ${name} already. Choose another name.`;
}

function noRole(id: number): DomainError {
  return new DomainError('not-found', `There is no role ${id}. List roles to see which there are.`);
}

function noGroup(id: number): DomainError {
  return new DomainError(
    'not-found',
    `There is no group ${id}. List groups to see which there are.`,
  );
}

function noLicense(moduleId: number): DomainError {
  const message = `There is no licensed module ${moduleId}. List licences to see which there are.`;
  return new DomainError('not-found', message);
}
