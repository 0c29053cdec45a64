/** Converts roles to RoleEntity and back. */
import type { RequestOf, ResponseOf } from '../../contract/service.ts';
import type { UserService } from '../../contract/services88/user.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  type DataRightMatrix,
  type DataRightRelation,
  type DataRightRow,
  type DataRightValue,
  dataRightColumns,
  dataRightRelations,
  dataRightTableNames,
  dataRightTables,
  requireTable,
  requireValue,
} from '../../domain/roles/data-rights.ts';
import type { Role, RoleInput } from '../../domain/roles/role.ts';
import type { RoleType } from '../../domain/roles/role-type.ts';
import type { RoleDetails } from '../../domain/roles/roles.ts';
import type { Associate } from '../../domain/users/associate.ts';
import { roleTypes, roleTypesByName, userTypes } from '../enumerations.ts';

type SaveRequest = RequestOf<UserService, 'SaveRoleEntity'>;
type RoleEntity = NonNullable<ResponseOf<UserService, 'GetRoleEntity'>['Response']>;
type GivenMatrix = NonNullable<NonNullable<SaveRequest['RoleEntity']>['DataRights']>;

const UTC = 0;
const RELATIONS = Object.keys(dataRightRelations) as readonly DataRightRelation[];

// The parts of every matrix, whose texts the encoder keeps.
const tableCarriers = dataRightTableNames.map((table) => ({
  TableName: table,
  TableDescription: dataRightTables[table],
}));
const columnCarriers = new Map(
  RELATIONS.map((relation, index) => [
    relation,
    { Id: index, Value: dataRightRelations[relation], Tooltip: '' },
  ]),
);
/** Inferred: the wording of the help for a cell. */
const cellCarriers = {
  '': { Value: '', Description: 'None' },
  R: { Value: 'R', Description: 'Read' },
  CR: { Value: 'CR', Description: 'Create' },
  CRU: { Value: 'CRU', Description: 'Update' },
  CRUD: { Value: 'CRUD', Description: 'Delete' },
} as const satisfies Record<DataRightValue, object>;

export function roleEntity({ role, dataRights, createdBy, updatedBy }: RoleDetails): RoleEntity {
  return {
    RoleId: role.id,
    Name: role.name,
    Tooltip: role.tooltip,
    RoleType: roleTypes[role.type],
    Deleted: Number(role.isDeleted),
    Rank: role.rank,
    Created: { epochMs: role.createdAtMs, offsetMinutes: UTC },
    UseCategories: Number(role.usesCategories),
    CreatedBy: associateCarrier(createdBy),
    Updated: { epochMs: role.updatedAtMs, offsetMinutes: UTC },
    UpdatedBy: associateCarrier(updatedBy),
    DataRights: matrixCarrier(role.type, dataRights),
  };
}

export function roleCarrier({ id, name, tooltip }: Role) {
  return { Id: id, Value: name, Tooltip: tooltip };
}

/** @throws DomainError `invalid-argument` if the entity or its matrix cannot be read. */
export function roleInput(entity: SaveRequest['RoleEntity']): RoleInput {
  if (!entity) {
    throw new DomainError('invalid-argument', 'RoleEntity is missing. Send the role to save.');
  }
  return {
    id: entity.RoleId,
    name: entity.Name ?? '',
    tooltip: entity.Tooltip ?? '',
    type: roleTypesByName[entity.RoleType],
    rank: entity.Rank,
    isDeleted: entity.Deleted !== 0,
    usesCategories: entity.UseCategories !== 0,
    dataRights: entity.DataRights ? matrixOf(entity.DataRights) : {},
  };
}

/** Builds `Rights`: a row for each table with a cell for each column of the role's type. */
function matrixCarrier(type: RoleType, matrix: DataRightMatrix) {
  const columns = dataRightColumns[type];
  return {
    ColumnsInfo: columns.flatMap((relation) => columnCarriers.get(relation) ?? []),
    RowsInfo: tableCarriers,
    Rights: dataRightTableNames.map((table) => {
      const row = matrix[table];
      return columns.map((relation) => cellCarriers[row?.[relation] ?? '']);
    }),
  };
}

function matrixOf({ ColumnsInfo, RowsInfo, Rights }: GivenMatrix): DataRightMatrix {
  const columns = (ColumnsInfo ?? []).map((column) => requireRelation(column?.Id));
  const tables = (RowsInfo ?? []).map((row) => requireTable(row?.TableName ?? ''));
  requireEachOnce('relation', columns);
  requireEachOnce('table', tables);
  const rows = Rights ?? [];
  if (rows.length !== tables.length || rows.some((row) => row?.length !== columns.length)) {
    throw new DomainError(
      'invalid-argument',
      'DataRights does not fit together: Rights needs a row for each of RowsInfo, and in it a cell ' +
        'for each of ColumnsInfo.',
    );
  }
  const read = rows.map((row): DataRightRow => {
    const values = (row ?? []).map((cell) => requireValue(cell?.Value ?? ''));
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));
  });
  return Object.fromEntries(tables.map((table, index) => [table, read[index]]));
}

function requireEachOnce(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new DomainError('invalid-argument', `DataRights names the ${what} ${twice} twice.`);
}

function requireRelation(id: number | undefined): DataRightRelation {
  const relation = RELATIONS[id ?? -1];
  if (relation) return relation;
  const known = RELATIONS.map((name, number) => `${number} ${name}`).join(', ');
  throw new DomainError(
    'invalid-argument',
    `ColumnsInfo has no relation ${id}. There are: ${known}.`,
  );
}

/**
 * The carrier of a user in another record. Empty if there is no user. Extra and custom fields are
 * left out, because who may read the record may not read them of the user.
 */
function associateCarrier(associate: Associate | null) {
  if (!associate) return {};
  return {
    AssociateId: associate.id,
    Name: associate.name,
    PersonId: associate.personId,
    Rank: associate.rank,
    Tooltip: associate.tooltip,
    Type: userTypes[associate.type],
    GroupIdx: associate.groupId,
    FullName: associate.fullName,
    FormalName: associate.fullName,
    Deleted: associate.retiredAtMs !== null,
    EjUserId: associate.csUser?.id ?? 0,
    UserName: associate.name,
  };
}
