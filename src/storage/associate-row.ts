/** Converts associates to and from rows. */
import type { Selectable } from 'kysely';
import { foldName } from '../domain/names.ts';
import type { Associate, AssociateProfile, CsUser } from '../domain/users/associate.ts';
import type { AssociateTable } from './schema.ts';

export type AssociateRow = Selectable<AssociateTable>;

/** The columns of a profile. Secondary groups are in another table. */
export function profileRow(profile: AssociateProfile) {
  return {
    name: profile.name,
    name_folded: foldName(profile.name),
    full_name: profile.fullName,
    email: profile.email,
    email_folded: profile.email === null ? null : foldName(profile.email),
    type: profile.type,
    role_id: profile.roleId,
    group_id: profile.groupId || null,
    person_id: profile.personId,
    contact_id: profile.contactId,
    contact_owner_id: profile.contactOwnerId,
    country_id: profile.countryId,
    home_country_id: profile.homeCountryId,
    business_id: profile.businessId,
    category_id: profile.categoryId,
    cs_user_id: profile.csUser?.id ?? null,
    cs_user_access_level: profile.csUser?.accessLevel ?? null,
    cs_user_status: profile.csUser?.status ?? null,
  };
}

export function associateOf(row: AssociateRow, secondaryGroupIds: readonly number[]): Associate {
  return {
    id: row.id,
    name: row.name,
    fullName: row.full_name,
    email: row.email,
    type: row.type,
    roleId: row.role_id,
    groupId: row.group_id ?? 0,
    secondaryGroupIds,
    personId: row.person_id,
    contactId: row.contact_id,
    contactOwnerId: row.contact_owner_id,
    countryId: row.country_id,
    homeCountryId: row.home_country_id,
    businessId: row.business_id,
    categoryId: row.category_id,
    csUser: csUserOf(row),
    createdAtMs: row.created_at_ms,
    disabledAtMs: row.disabled_at_ms,
    generation: row.generation,
  };
}

function csUserOf(row: AssociateRow): CsUser | null {
  const { cs_user_id: id, cs_user_access_level: accessLevel, cs_user_status: status } = row;
  if (id === null || accessLevel === null || status === null) return null;
  return { id, accessLevel, status };
}
