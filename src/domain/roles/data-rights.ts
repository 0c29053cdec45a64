/**
 * Data rights: which data a user may create, read, update and delete. A role has a matrix with one
 * row per table. Its columns are the relations between the user and the owner of the data.
 */
import { DomainError } from '../errors.ts';
import type { RoleType } from './role-type.ts';

/** The tables in the order of the matrix's rows, with their display names. */
export const dataRightTables = {
  contact: 'Company',
  person: 'Contact',
  project: 'Project',
  projectmember: 'Project members',
  selection: 'Selection',
  sale: 'Sale',
  SaleStakeholder: 'Stakeholder',
  appointment: 'Follow-up',
  document: 'Document',
  relations: 'Relation',
  dashboard: 'Dashboard',
} as const;
export type DataRightTableName = keyof typeof dataRightTables;
export const dataRightTableNames = Object.keys(dataRightTables) as readonly DataRightTableName[];

/** The relations in the order of the matrix's columns, with their display names. */
export const dataRightRelations = {
  MyOwn: 'My own',
  PrimaryGroup: 'Primary group',
  OtherGroups: 'Other groups',
  OtherAssociates: 'Other associates',
  ExternalUser: 'External user',
  Anonymous: 'Anonymous',
  MyCompany: 'My company',
  SameProject: 'Same project',
} as const;
export type DataRightRelation = keyof typeof dataRightRelations;

/** From no right to all rights. Each value includes the values before it. */
export const dataRightValues = ['', 'R', 'CR', 'CRU', 'CRUD'] as const;
export type DataRightValue = (typeof dataRightValues)[number];

/**
 * The columns for each type of role. Those of employees are documented. Inferred: the others, which
 * follow from the owners whose data a user of that type can see. The original does
 * not check the matrix for system roles.
 */
export const dataRightColumns: Readonly<Record<RoleType, readonly DataRightRelation[]>> = {
  employee: [
    'MyOwn',
    'PrimaryGroup',
    'OtherGroups',
    'OtherAssociates',
    'ExternalUser',
    'Anonymous',
  ],
  external: ['MyOwn', 'OtherAssociates', 'ExternalUser', 'Anonymous', 'MyCompany', 'SameProject'],
  anonymous: ['MyOwn', 'OtherAssociates', 'ExternalUser', 'Anonymous'],
  system: [],
};

/** A role's rights to one table. Absent cells are empty. */
export type DataRightRow = Readonly<Partial<Record<DataRightRelation, DataRightValue>>>;

/** A role's data rights. Absent cells are empty. */
export type DataRightMatrix = Readonly<Partial<Record<DataRightTableName, DataRightRow>>>;

/** Ignores case. @throws DomainError `invalid-argument` */
export function requireTable(name: string): DataRightTableName {
  const found = dataRightTableNames.find((table) => table.toLowerCase() === name.toLowerCase());
  if (found) return found;
  throw new DomainError(
    'invalid-argument',
    `There are no data rights for the table "${name}". ` +
      `There are some for ${dataRightTableNames.join(', ')}.`,
  );
}

/** Ignores case. @throws DomainError `invalid-argument` */
export function requireRelation(name: string): DataRightRelation {
  const names = Object.keys(dataRightRelations) as readonly DataRightRelation[];
  const found = names.find((relation) => relation.toLowerCase() === name.toLowerCase());
  if (found) return found;
  throw new DomainError(
    'invalid-argument',
    `There is no relation "${name}" between users and data. There are ${names.join(', ')}.`,
  );
}

/** @throws DomainError `invalid-argument` for a column that roles of this type do not have. */
export function requireColumn(type: RoleType, relation: DataRightRelation): void {
  const columns = dataRightColumns[type];
  if (columns.includes(relation)) return;
  const known = columns.length === 0 ? 'It has none.' : `It has ${columns.join(', ')}.`;
  throw new DomainError(
    'invalid-argument',
    `A role of the type ${type} has no data rights for the relation ${relation}. ${known}`,
  );
}

/** Ignores case. @throws DomainError `invalid-argument` */
export function requireValue(text: string): DataRightValue {
  const found = dataRightValues.find((value) => value === text.toUpperCase());
  if (found !== undefined) return found;
  throw new DomainError(
    'invalid-argument',
    `"${text}" is no data right. Use R, CR, CRU or CRUD, or an empty text for none.`,
  );
}
