/** Reads associates with their groups, persons and contacts by one statement. */
import type { SelectQueryBuilder } from 'kysely';
import type { Associate } from '../domain/users/associate.ts';
import {
  type AssociateRow,
  associateColumns,
  associateOf,
  type PersonalRow,
} from './associate-row.ts';
import type { Tables } from './schema.ts';
import type { TenantScope } from './tenant-queries.ts';

type AssociateQuery = SelectQueryBuilder<Tables, 'associates', AssociateRow>;
export type Narrowing = (query: AssociateQuery) => AssociateQuery;

/** One row of the joined query: an associate, and one of its secondary groups. */
type AssociatePart = AssociateRow & PersonalRow & { readonly secondary_group_id: number | null };

/** The associates that match, with their groups, ordered by id. */
export function selectAssociates(tenant: TenantScope, narrow: Narrowing) {
  const found = narrow(tenant.selectFrom('associates').select(associateColumns)).as('found');
  return tenant.unrestricted
    .selectFrom(found)
    .leftJoin('associate_groups', (join) =>
      join
        .onRef('associate_groups.tenant_id', '=', 'found.tenant_id')
        .onRef('associate_groups.associate_id', '=', 'found.id'),
    )
    .leftJoin('persons', (join) =>
      join
        .onRef('persons.tenant_id', '=', 'found.tenant_id')
        .onRef('persons.id', '=', 'found.person_id'),
    )
    .leftJoin('contacts', (join) =>
      join
        .onRef('contacts.tenant_id', '=', 'persons.tenant_id')
        .onRef('contacts.id', '=', 'persons.contact_id'),
    )
    .select(associateColumns.map((column) => `found.${column}` as const))
    .select([
      'associate_groups.group_id as secondary_group_id',
      'persons.first_name',
      'persons.middle_name',
      'persons.last_name',
      'persons.email',
      'persons.retired',
      'persons.contact_id',
      'persons.country_id as person_country_id',
      'contacts.country_id',
      'contacts.business_id',
      'contacts.category_id',
      'contacts.owner_associate_id',
    ])
    .orderBy('found.id')
    .orderBy('associate_groups.group_id');
}

/** @param parts those of an associate follow each other. */
export function associatesOf(parts: readonly AssociatePart[]): readonly Associate[] {
  const associates: Associate[] = [];
  let groupIds: number[] = [];
  for (const part of parts) {
    if (associates.at(-1)?.id !== part.id) {
      groupIds = [];
      associates.push(associateOf(part, groupIds));
    }
    if (part.secondary_group_id !== null) groupIds.push(part.secondary_group_id);
  }
  return associates;
}
