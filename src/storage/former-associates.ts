/** Keeps what remains of associates that are removed. */
import type { FormerAssociate } from '../domain/users/associate.ts';
import type { TenantQueries } from './tenant-queries.ts';

/** Copies what remains of an associate, in the transaction that removes it. */
export async function addFormer(queries: TenantQueries, id: number, nowMs: number): Promise<void> {
  const row = await queries
    .selectFrom('associates')
    .leftJoin('persons', (join) =>
      join
        .onRef('persons.tenant_id', '=', 'associates.tenant_id')
        .onRef('persons.id', '=', 'associates.person_id'),
    )
    .where('associates.id', '=', id)
    .select(['associates.name', 'associates.type', 'associates.group_id', 'associates.person_id'])
    .select(['associates.cs_user_id', 'associates.created_at_ms', 'persons.contact_id'])
    .select(['persons.first_name', 'persons.middle_name', 'persons.last_name'])
    .executeTakeFirst();
  if (!row) return;
  const former = {
    id,
    name: row.name,
    type: row.type,
    group_id: row.group_id ?? 0,
    person_id: row.person_id ?? 0,
    contact_id: row.contact_id ?? 0,
    cs_user_id: row.cs_user_id ?? 0,
    first_name: row.first_name ?? '',
    middle_name: row.middle_name ?? '',
    last_name: row.last_name ?? '',
    created_at_ms: row.created_at_ms,
    removed_at_ms: nowMs,
  };
  await queries.insertInto('associate_history', former).execute();
}

export async function listFormer(
  queries: TenantQueries,
  afterId: number,
  limit: number,
): Promise<readonly FormerAssociate[]> {
  const query = queries.selectFrom('associate_history').selectAll().where('id', '>', afterId);
  const rows = await query.orderBy('id').limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    type: row.type,
    groupId: row.group_id,
    personId: row.person_id,
    contactId: row.contact_id,
    csUserId: row.cs_user_id,
    firstName: row.first_name,
    middleName: row.middle_name,
    lastName: row.last_name,
    createdAtMs: row.created_at_ms,
    removedAtMs: row.removed_at_ms,
  }));
}
