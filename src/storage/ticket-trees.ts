/** Tickets with all that were derived from them, which end together. */
import type { Selectable, SelectQueryBuilder } from 'kysely';
import type { Tables, TicketTable } from './schema.ts';
import type { TenantQueries } from './tenant-queries.ts';

type TicketKey = Pick<Selectable<TicketTable>, 'id' | 'tenant_id'>;

/** Where a choice of tickets to remove begins. */
export function selectTicketKeys(queries: TenantQueries) {
  return queries.selectFrom('tickets').select(['id', 'tenant_id']);
}

/** More than these are told as any ticket. */
const TOLD_MAX = 100;

/**
 * Removes the tickets and all derived from them, in the transaction of its caller, and answers how
 * many those were.
 */
export async function removeTicketTrees(
  queries: TenantQueries,
  roots: SelectQueryBuilder<Tables, 'tickets', TicketKey>,
): Promise<number> {
  const going = withTrees(queries, roots)
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', (ended) => ended.selectFrom('ended').select('ended.id'));
  // First, because what is derived from one of them until it is locked is then found below it.
  await queries.traits.lockRows(going).execute();
  const removed = await withTrees(queries, roots)
    .deleteFrom('tickets')
    .where('id', 'in', (ended) => ended.selectFrom('ended').select('ended.id'))
    .returning('id')
    .execute();
  const keys = removed.length > TOLD_MAX ? [null] : removed.map(({ id }) => id);
  queries.tell(keys.map((key) => ({ kind: 'tickets', key })));
  return removed.length;
}

function withTrees(
  { unrestricted }: TenantQueries,
  roots: SelectQueryBuilder<Tables, 'tickets', TicketKey>,
) {
  return unrestricted.withRecursive('ended', (db) =>
    roots.union(
      db
        .selectFrom('tickets as child')
        // Not compared with a number, by which SQLite would look at all tickets of the tenant.
        .innerJoin('ended', (join) =>
          join
            .onRef('ended.id', '=', 'child.parent_id')
            .onRef('ended.tenant_id', '=', 'child.tenant_id'),
        )
        .select(['child.id', 'child.tenant_id']),
    ),
  );
}

export function removeTicketsOfAssociate(
  queries: TenantQueries,
  associateId: number,
): Promise<number> {
  const roots = selectTicketKeys(queries).where('associate_id', '=', associateId);
  return removeTicketTrees(queries, roots);
}
