/** What associates refer to (roles, groups, licences), on SQL. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import {
  type DirectoryStore,
  foldName,
  type License,
  type Role,
  type UserGroup,
} from '../domain/associate.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { LicenseTable, RoleTable, Tables } from './schema.ts';

export class SqlDirectoryStore implements DirectoryStore {
  readonly #db: Kysely<Tables>;
  readonly #traits: DialectTraits;

  constructor(db: Kysely<Tables>, traits: DialectTraits) {
    this.#db = db;
    this.#traits = traits;
  }

  async findRoleByName(name: string): Promise<Role | null> {
    const rows = await selectRoles(this.#db)
      .where('roles.name_folded', '=', foldName(name))
      .execute();
    return rolesOf(rows)[0] ?? null;
  }

  async listRoles(): Promise<readonly Role[]> {
    return rolesOf(await selectRoles(this.#db).execute());
  }

  addRole(role: Omit<Role, 'id'>): Promise<Role> {
    return this.#db.transaction().execute((db) => insertRole(db, this.#traits, role));
  }

  listGroups(): Promise<readonly UserGroup[]> {
    return this.#db.selectFrom('user_groups').select(['id', 'name']).orderBy('id').execute();
  }

  addGroup(name: string): Promise<UserGroup> {
    return insertGroup(this.#db, this.#traits, name);
  }

  async listLicenses(): Promise<readonly License[]> {
    const rows = await this.#db.selectFrom('licenses').selectAll().orderBy('module_id').execute();
    return rows.map(licenseOf);
  }

  async addLicense(license: Omit<License, 'moduleId'>): Promise<License> {
    const { ownerName, name } = license;
    const insert = this.#db.insertInto('licenses').values(licenseRow(license)).returningAll();
    const row = await explainBrokenRule(this.#traits, insert.executeTakeFirstOrThrow(), {
      unique: `${ownerName} has a licensed module named ${name} already. Choose another name.`,
    });
    return licenseOf(row);
  }

  async grantLicense(associateId: number, moduleId: number): Promise<void> {
    const insert = this.#db
      .insertInto('associate_licenses')
      .values({ associate_id: associateId, module_id: moduleId })
      .onConflict((conflict) => conflict.columns(['associate_id', 'module_id']).doNothing());
    await explainBrokenRule(this.#traits, insert.execute(), {
      'foreign-key':
        `There is no user ${associateId}, or no licensed module ${moduleId}. ` +
        'List users and licences to see which there are.',
    });
  }
}

/** Adds a role in the transaction of its caller. @throws DomainError `conflict` */
export async function insertRole(
  db: Kysely<Tables>,
  traits: DialectTraits,
  { name, description, type, functionRights }: Omit<Role, 'id'>,
): Promise<Role> {
  const insert = db
    .insertInto('roles')
    .values({ name, name_folded: foldName(name), description, type })
    .returning('id');
  const { id } = await explainBrokenRule(traits, insert.executeTakeFirstOrThrow(), {
    unique: `There is a role named ${name} already. Choose another name.`,
  });
  const rights = sortRights(functionRights);
  if (rights.length > 0) {
    const rows = rights.map((right) => ({ role_id: id, function_right: right }));
    await db.insertInto('role_rights').values(rows).execute();
  }
  return { id, name, description, type, functionRights: rights };
}

/** @throws DomainError `conflict` */
export function insertGroup(
  db: Kysely<Tables>,
  traits: DialectTraits,
  name: string,
): Promise<UserGroup> {
  const insert = db
    .insertInto('user_groups')
    .values({ name, name_folded: foldName(name) })
    .returning(['id', 'name']);
  return explainBrokenRule(traits, insert.executeTakeFirstOrThrow(), {
    unique: `There is a group named ${name} already. Choose another name.`,
  });
}

/** A row for each right of each role, and one for a role without rights. */
export function selectRoles(db: Kysely<Tables>) {
  return db
    .selectFrom('roles')
    .leftJoin('role_rights', 'role_rights.role_id', 'roles.id')
    .select(['roles.id', 'roles.name', 'roles.description', 'roles.type'])
    .select('role_rights.function_right')
    .orderBy('roles.id');
}

type RoleRow = Pick<Selectable<RoleTable>, 'id' | 'name' | 'description' | 'type'> & {
  readonly function_right: string | null;
};

/** The roles of the rows of `selectRoles`. */
export function rolesOf(rows: readonly RoleRow[]): readonly Role[] {
  const byId = Map.groupBy(rows, (row) => row.id);
  return [...byId.values()].flatMap((rowsOfRole) => {
    const rights = rowsOfRole.flatMap((row) => row.function_right ?? []);
    return rowsOfRole.slice(0, 1).map(({ id, name, description, type }) => ({
      id,
      name,
      description,
      type,
      functionRights: sortRights(rights),
    }));
  });
}

/** Databases differ in how they order text, hence not in SQL. */
function sortRights(rights: readonly string[]): readonly string[] {
  return [...new Set(rights)].sort();
}

function licenseRow(license: Omit<License, 'moduleId'>): Insertable<LicenseTable> {
  return {
    owner_name: license.ownerName,
    owner_name_folded: foldName(license.ownerName),
    name: license.name,
    name_folded: foldName(license.name),
    description: license.description,
    version: license.version,
  };
}

export function licenseOf(row: Selectable<LicenseTable>): License {
  return {
    moduleId: row.module_id,
    ownerName: row.owner_name,
    name: row.name,
    description: row.description,
    version: row.version,
  };
}
