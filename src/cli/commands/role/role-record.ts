/** A role as commands print it. */
import {
  type DataRightMatrix,
  dataRightColumns,
  dataRightTableNames,
} from '../../../domain/roles/data-rights.ts';
import type { Role } from '../../../domain/roles/role.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { findNamed } from '../../find-named.ts';
import { printTime } from '../../terminal.ts';

export const roleArgumentHelp = 'name or id of the role';

/** @throws CliError as `findNamed` does. */
export async function findRole(services: TenantServices, given: string): Promise<Role> {
  return findNamed(services, 'role', await services.stores.roles.list(), given);
}

export async function recordOfRole({ stores }: TenantServices, role: Role) {
  const { id, name, tooltip, type, rank } = role;
  return {
    id,
    name,
    tooltip,
    type,
    rank,
    users: await stores.roles.countUsers(id),
    deleted: role.isDeleted,
    created: printTime(role.createdAtMs),
    updated: printTime(role.updatedAtMs),
  };
}

/** The matrix, with a row for each table and a column for each relation of the role's type. */
export async function rowsOfDataRights({ stores }: TenantServices, { id, type }: Role) {
  const matrix: DataRightMatrix = (await stores.roles.dataRights([id])).get(id) ?? {};
  if (dataRightColumns[type].length === 0) return [];
  return dataRightTableNames.map((table) => ({
    table,
    ...Object.fromEntries(
      dataRightColumns[type].map((relation) => [relation, matrix[table]?.[relation] ?? '']),
    ),
  }));
}

/** The code names of the role's functional rights, by id. */
export async function rightNamesOf(
  { stores }: TenantServices,
  { id }: Role,
): Promise<readonly string[]> {
  const granted = new Set((await stores.roles.rightIds([id])).get(id));
  const rights = await stores.roles.listRights();
  return rights.filter((right) => granted.has(right.id)).map(({ name }) => name);
}
