/** Roles with their function rights, as rows. */
import type { Selectable } from 'kysely';
import { foldName, type NewRole, type Role } from '../domain/associate.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { RoleTable } from './schema.ts';
import { takeId } from './tenant-ids.ts';
import type { TenantQueries, TenantScope } from './tenant-queries.ts';

/** Adds a role in the transaction of its caller. @throws DomainError `conflict`, `not-found` */
export async function insertRole(
  queries: TenantQueries,
  traits: DialectTraits,
  { id: given, name, description, type, functionRights }: NewRole,
): Promise<Role> {
  const id = await takeId(queries, traits, 'role', given);
  const row = { id, name, name_folded: foldName(name), description, type };
  await explainBrokenRule(traits, queries.insertInto('roles', row).execute(), {
    unique: roleNameTaken(name),
  });
  const rights = await insertRights(queries, id, functionRights);
  return { id, name, description, type, functionRights: rights };
}

/** Changes a role in the transaction of its caller; answers whether there is one. */
export async function updateRole(queries: TenantQueries, role: Role): Promise<boolean> {
  const { id, name, description, type } = role;
  const { numUpdatedRows } = await queries
    .updateTable('roles')
    .set({ name, name_folded: foldName(name), description, type })
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await removeRights(queries, id);
  await insertRights(queries, id, role.functionRights);
  return true;
}

export async function removeRights(queries: TenantQueries, roleId: number): Promise<void> {
  await queries.deleteFrom('role_rights').where('role_id', '=', roleId).execute();
}

export function roleNameTaken(name: string): string {
  return `There is a role named ${name} already. Choose another name.`;
}

/** A row for each right of each role, and one for a role without rights. */
export function selectRoles(tenant: TenantScope) {
  return tenant
    .selectFrom('roles')
    .leftJoin('role_rights', (join) =>
      join
        .onRef('role_rights.tenant_id', '=', 'roles.tenant_id')
        .onRef('role_rights.role_id', '=', 'roles.id'),
    )
    .select(['roles.id', 'roles.name', 'roles.description', 'roles.type'])
    .select('role_rights.function_right');
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
      functionRights: sortTexts(rights),
    }));
  });
}

async function insertRights(
  queries: TenantQueries,
  roleId: number,
  functionRights: readonly string[],
): Promise<readonly string[]> {
  const rights = sortTexts(functionRights);
  if (rights.length > 0) {
    const rows = rights.map((right) => ({ role_id: roleId, function_right: right }));
    await queries.insertInto('role_rights', rows).execute();
  }
  return rights;
}

/** Databases differ in how they order text, hence not in SQL. Each once. */
export function sortTexts(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
