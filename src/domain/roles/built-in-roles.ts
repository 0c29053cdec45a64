/**
 * The roles that every tenant starts with, and their rights.
 *
 * Documented: ids and names of 1 to 9 and 13 to 16, the data rights of User level 3, full data
 * rights for levels 0 and 1 and for both administrators, and the functional rights of the
 * administrators of lists and users. Inferred: everything else.
 */
import { builtInFunctionalRights } from './built-in-functional-rights.ts';
import {
  type DataRightMatrix,
  type DataRightTableName,
  type DataRightValue,
  dataRightColumns,
  dataRightTableNames,
} from './data-rights.ts';
import type { BuiltInRole } from './role.ts';
import type { RoleType } from './role-type.ts';

/** One row of a matrix: a value for each column of the role's type. `-` means no right. */
type RowText = string;

const employee = namesWhere((name) => !name.startsWith('hide-'), 'employee');
const external = namesWhere(() => true, 'external');
const service = namesWhere((name) => name.startsWith('cs-'), 'employee');
const everyday = ['see-other-companies-associates', 'syncadmin-user', 'allow-send-email'];
const selections = [
  'allow-bulk-mailmerge',
  'allow-bulk-export',
  'allow-bulk-generate-activities',
  'allow-bulk-copy-members',
  'allow-bulk-interests',
  'allow-bulk-email',
  'allow-bulk-user-applications',
];
const records = [
  'allow-readonly-override',
  'allow-bulk-edit',
  'allow-manage-entities',
  'can-manage-person-consent',
];
const ownRequests = ['cs-listown', 'cs-readown', 'cs-editown', 'cs-changepref', 'cs-changeprofile'];
const superuser = [...everyday, ...selections, ...records];

const full = everyRow('CRUD CRUD CRUD CRUD CRUD CRUD');

/** The documented defaults of User level 3. Inferred: the rows SaleStakeholder and dashboard. */
const levelThree: Record<DataRightTableName, RowText> = {
  contact: 'CRUD CRU CRU CRU CRU CRUD',
  person: 'CRUD CRUD CRUD CRUD CRUD CRUD',
  project: 'CRUD CRU CRU CRU CRU CRUD',
  projectmember: 'CRUD CRU CRU CRU CRU CRUD',
  selection: 'CRUD CR CR CR CR CRUD',
  sale: 'CRUD R R - - CRUD',
  SaleStakeholder: 'CRUD R R - - CRUD',
  appointment: 'CRUD R R - - CRUD',
  document: 'CRUD R R - - CRUD',
  relations: 'CRUD CRUD CRUD CRUD CRUD CRUD',
  dashboard: 'CRUD R R - - CRUD',
};

/** Like level 3, with full rights in the primary group. */
const levelTwo: Record<DataRightTableName, RowText> = {
  ...levelThree,
  contact: 'CRUD CRUD CRU CRU CRU CRUD',
  project: 'CRUD CRUD CRU CRU CRU CRUD',
  projectmember: 'CRUD CRUD CRU CRU CRU CRUD',
  selection: 'CRUD CRUD CR CR CR CRUD',
  sale: 'CRUD CRUD R - - CRUD',
  SaleStakeholder: 'CRUD CRUD R - - CRUD',
  appointment: 'CRUD CRUD R - - CRUD',
  document: 'CRUD CRUD R - - CRUD',
  dashboard: 'CRUD CRUD R - - CRUD',
};

/** Like level 3, without rights to the activities of the groups. */
const levelFour: Record<DataRightTableName, RowText> = {
  ...levelThree,
  sale: 'CRUD - - - - CRUD',
  SaleStakeholder: 'CRUD - - - - CRUD',
  appointment: 'CRUD - - - - CRUD',
  document: 'CRUD - - - - CRUD',
};

const levelFive: Record<DataRightTableName, RowText> = {
  ...everyRow('R R R R R R'),
  sale: 'R - - - - -',
  SaleStakeholder: 'R - - - - -',
  appointment: 'CRUD - - - - -',
  document: 'CRUD - - - - -',
};

const externalUser: Record<DataRightTableName, RowText> = {
  contact: 'CRU - - - R -',
  person: 'CRU - - - R R',
  project: 'R - - - R R',
  projectmember: 'R - - - R R',
  selection: '- - - - - -',
  sale: 'R - - - - -',
  SaleStakeholder: '- - - - - -',
  appointment: 'CRU - - - R R',
  document: 'CRU - - - R R',
  relations: 'R - - - R -',
  dashboard: '- - - - - -',
};

export const builtInRoles: readonly BuiltInRole[] = [
  role(1, 'User level 0', 'Administrator: full access to all data and settings', employee, full),
  role(2, 'User level 1', 'Full access to all data, no administration', superuser, full),
  role(
    3,
    'User level 2',
    'Full access within the own group, limited access outside it',
    [...everyday, ...selections],
    levelTwo,
  ),
  role(
    4,
    'User level 3',
    'Full access to own data, read access in the own group, limited access outside it',
    everyday,
    levelThree,
  ),
  role(5, 'User level 4', 'Full access to own data, limited access elsewhere', everyday, levelFour),
  role(6, 'User level 5', 'Read access to most data, own activities', everyday, levelFive),
  role(
    7,
    'List Administrator',
    'Full access to all data, edits lists',
    [...everyday, ...selections, 'admin-lists', 'define-new-tags'],
    full,
  ),
  role(
    8,
    'User Administrator',
    'Full access to all data, administers users',
    [...everyday, ...selections, 'admin-users'],
    full,
  ),
  role(
    9,
    'Local User',
    'Full access to data, except that of users of other companies',
    everyday.filter((name) => name !== 'see-other-companies-associates'),
    full,
  ),
  role(10, 'External User', 'Published data only', external, externalUser, 'external'),
  role(11, 'Anonymous User', 'Reads public data', [], everyRow('R - - R'), 'anonymous'),
  role(12, 'System User', 'Overrides all security', [], {}, 'system'),
  role(
    13,
    'eJournal Administrator',
    'Administers Service',
    [...everyday, ...service.filter((name) => name !== 'cs-markasspam')],
    full,
  ),
  role(14, 'eJournal User', 'Works in Service', [...everyday, ...ownRequests], full),
  role(15, 'CRM Administrator', 'Administers everything, Service included', employee, full),
  role(
    16,
    'CRM User',
    'Full access to data, and to own requests',
    [...superuser, ...ownRequests],
    full,
  ),
];

function role(
  id: number,
  name: string,
  tooltip: string,
  functionalRights: readonly string[],
  rows: Readonly<Partial<Record<DataRightTableName, RowText>>>,
  type: RoleType = 'employee',
): BuiltInRole {
  return { id, name, tooltip, type, functionalRights, dataRights: matrixOf(type, rows) };
}

function matrixOf(
  type: RoleType,
  rows: Readonly<Partial<Record<DataRightTableName, RowText>>>,
): DataRightMatrix {
  const columns = dataRightColumns[type];
  return Object.fromEntries(
    Object.entries(rows).map(([table, row]) => {
      const values = row.split(' ').map((value) => (value === '-' ? '' : value) as DataRightValue);
      return [table, Object.fromEntries(columns.map((column, index) => [column, values[index]]))];
    }),
  );
}

function everyRow(row: RowText): Record<DataRightTableName, RowText> {
  const rows = dataRightTableNames.map((table) => [table, row] as const);
  return Object.fromEntries(rows) as Record<DataRightTableName, RowText>;
}

function namesWhere(matches: (name: string) => boolean, type: RoleType): readonly string[] {
  return builtInFunctionalRights
    .filter(({ name, roleType }) => roleType === type && matches(name))
    .map(({ name }) => name);
}
