/**
 * Data rights: which data users with a role may create, read, update and delete, by table and by
 * the relation of the user to the owner of the data.
 */
import { DomainError } from '../errors.ts';
import type { RoleType } from './role-type.ts';

/** The tables of the matrix in the order of its rows, with the names that people see. */
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

/** The relations in the order of the matrix's columns, with the names that people see. */
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

/** From nothing to everything; each holds the ones before it. */
export const dataRightValues = ['', 'R', 'CR', 'CRU', 'CRUD'] as const;
export type DataRightValue = (typeof dataRightValues)[number];

/**
 * The columns that roles of a type have. Those of employees are documented. Inferred: the others,
 * from which users own what users of that type can see; the original consults no matrix for a
 * system role.
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

/** A role's rights to one table. What is not named is empty. */
export type DataRightRow = Readonly<Partial<Record<DataRightRelation, DataRightValue>>>;

/** What is not named is empty. */
export type DataRightMatrix = Readonly<Partial<Record<DataRightTableName, DataRightRow>>>;

/** Compared without regard to case. @throws DomainError `invalid-argument` */
export function requireTable(name: string): DataRightTableName {
  const found = dataRightTableNames.find((table) => table.toLowerCase() === name.toLowerCase());
  if (found) return found;
  throw new DomainError(
    'invalid-argument',
    `There are no data rights for the table "${name}". ` +
      `There are some for ${dataRightTableNames.join(', ')}.`,
  );
}

/** Compared without regard to case. @throws DomainError `invalid-argument` */
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

/** Compared without regard to case. @throws DomainError `invalid-argument` */
export function requireValue(text: string): DataRightValue {
  const found = dataRightValues.find((value) => value === text.toUpperCase());
  if (found !== undefined) return found;
  throw new DomainError(
    'invalid-argument',
    `"${text}" is no data right. Use R, CR, CRU or CRUD, or an empty text for none.`,
  );
}
