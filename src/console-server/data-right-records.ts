/** The matrix of data rights as a table, with a row for each table of the CRM. */
import type { DataRights } from '../console-api/roles.ts';
import {
  type DataRightMatrix,
  dataRightColumns,
  dataRightRelations,
  dataRightTableNames,
  dataRightTables,
} from '../domain/roles/data-rights.ts';
import type { Role } from '../domain/roles/role.ts';

/** Empty for a role whose data rights are not checked. */
export function dataRightsOf({ type }: Pick<Role, 'type'>, matrix: DataRightMatrix): DataRights {
  const columns = dataRightColumns[type];
  return {
    relations: columns.map((name) => ({ name, displayName: dataRightRelations[name] })),
    tables:
      columns.length === 0
        ? []
        : dataRightTableNames.map((name) => ({
            name,
            displayName: dataRightTables[name],
            rights: columns.map((relation) => matrix[name]?.[relation] ?? ''),
          })),
  };
}
