/** Converts associates to and from rows. */
import type { Selectable } from 'kysely';
import { foldName } from '../domain/names.ts';
import { fullNameOf } from '../domain/persons/person.ts';
import type {
  Associate,
  AssociateDetails,
  AssociateProfile,
  AssociateState,
  CsUser,
  FieldValues,
  OwnAssociate,
  PersonalFields,
} from '../domain/users/associate.ts';
import type { AssociateTable, ContactTable, PersonTable } from './associate-tables.ts';

/** The columns that are read for each session. The details are read by `detailColumns`. */
export const associateColumns = [
  'tenant_id',
  'id',
  'name',
  'user_name',
  'nick_name',
  'tooltip',
  'rank',
  'type',
  'role_id',
  'group_id',
  'person_id',
  'waiting_for_approval',
  'cs_user_id',
  'cs_user_access_level',
  'cs_user_status',
  'created_at_ms',
  'disabled_at_ms',
  'retired_at_ms',
  'generation',
] as const satisfies readonly (keyof AssociateTable)[];

export const detailColumns = [
  'id',
  'request_signature',
  'absence_message',
  'ticket_categories',
  'extra_fields',
  'custom_fields',
] as const satisfies readonly (keyof AssociateTable)[];

export type AssociateRow = Pick<Selectable<AssociateTable>, (typeof associateColumns)[number]>;
type DetailRow = Pick<Selectable<AssociateTable>, (typeof detailColumns)[number]>;

/** The details, joined with the times. These are null if the user has never logged in or out. */
type StateRow = DetailRow & {
  readonly last_login_at_ms: number | null;
  readonly last_logout_at_ms: number | null;
  readonly has_password: number;
};

/** The joined columns of person and contact. They are null if there is none. */
export type PersonalRow = {
  readonly [C in 'first_name' | 'middle_name' | 'last_name' | 'email' | 'retired' | 'contact_id']:
    | PersonTable[C]
    | null;
} & {
  readonly person_country_id: number | null;
} & {
  readonly [C in keyof Pick<
    ContactTable,
    'country_id' | 'business_id' | 'category_id' | 'owner_associate_id'
  >]: ContactTable[C] | null;
};

/** The columns of a profile. Secondary groups are in another table. */
export function profileRow(profile: AssociateProfile) {
  return {
    name: profile.name,
    name_folded: foldName(profile.name),
    user_name: profile.userName,
    user_name_folded: foldName(profile.userName) || null,
    nick_name: profile.nickName,
    nick_name_folded: foldName(profile.nickName) || null,
    tooltip: profile.tooltip,
    rank: profile.rank,
    type: profile.type,
    role_id: profile.roleId,
    group_id: profile.groupId || null,
    person_id: profile.personId || null,
    waiting_for_approval: Number(profile.isWaitingForApproval),
    cs_user_id: profile.csUser?.id ?? null,
    cs_user_access_level: profile.csUser?.accessLevel ?? null,
    cs_user_status: profile.csUser?.status ?? null,
  };
}

export function ownAssociateOf(row: AssociateRow): OwnAssociate {
  return {
    id: row.id,
    name: row.name,
    userName: row.user_name,
    nickName: row.nick_name,
    tooltip: row.tooltip,
    rank: row.rank,
    type: row.type,
    roleId: row.role_id,
    groupId: row.group_id ?? 0,
    personId: row.person_id ?? 0,
    isWaitingForApproval: row.waiting_for_approval === 1,
    csUser: csUserOf(row),
    createdAtMs: row.created_at_ms,
    disabledAtMs: row.disabled_at_ms,
    retiredAtMs: row.retired_at_ms,
    generation: row.generation,
  };
}

export function associateOf(
  row: AssociateRow & PersonalRow,
  secondaryGroupIds: readonly number[],
): Associate {
  return { ...ownAssociateOf(row), secondaryGroupIds, ...personalFields(row) };
}

function personalFields(row: AssociateRow & PersonalRow): PersonalFields {
  const { first_name: firstName, middle_name: middleName, last_name: lastName } = row;
  const names = [firstName, middleName, lastName].map((name) => name ?? '');
  const [first = '', middle = '', last = ''] = names;
  const countryId = row.country_id ?? 0;
  return {
    fullName: fullNameOf({ firstName: first, middleName: middle, lastName: last }) || row.name,
    email: row.email,
    isPersonRetired: row.retired === 1,
    contactId: row.contact_id ?? 0,
    contactOwnerId: row.owner_associate_id ?? 0,
    countryId,
    homeCountryId: row.person_country_id || countryId,
    businessId: row.business_id ?? 0,
    categoryId: row.category_id ?? 0,
  };
}

function csUserOf(row: AssociateRow): CsUser | null {
  const { cs_user_id: id, cs_user_access_level: accessLevel, cs_user_status: status } = row;
  if (id === null || accessLevel === null || status === null) return null;
  return { id, accessLevel, status };
}

export function detailsRow(details: AssociateDetails) {
  return {
    request_signature: details.requestSignature,
    absence_message: details.absenceMessage,
    ticket_categories: JSON.stringify(details.ticketCategoryIds),
    extra_fields: JSON.stringify([...details.extraFields]),
    custom_fields: JSON.stringify([...details.customFields]),
  };
}

export function detailsOf(row: DetailRow): AssociateDetails {
  return {
    requestSignature: row.request_signature,
    absenceMessage: row.absence_message,
    ticketCategoryIds: JSON.parse(row.ticket_categories) as readonly number[],
    extraFields: valuesOf(row.extra_fields),
    customFields: valuesOf(row.custom_fields),
  };
}

export function stateOf(row: StateRow): AssociateState {
  return {
    details: detailsOf(row),
    times: { lastLoginAtMs: row.last_login_at_ms, lastLogoutAtMs: row.last_logout_at_ms },
    hasPassword: row.has_password === 1,
  };
}

function valuesOf(json: string): FieldValues {
  return new Map(JSON.parse(json) as readonly (readonly [string, string])[]);
}
