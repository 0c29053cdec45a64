/** Removes tickets together with all tickets that were derived from them. */
import type { Selectable, SelectQueryBuilder } from 'kysely';
import type { Tables, TicketTable } from './schema.ts';
import type { TenantQueries } from './tenant-queries.ts';

type TicketKey = Pick<Selectable<TicketTable>, 'id' | 'tenant_id'>;

/** Starts a query that selects the tickets to remove. */
export function selectTicketKeys(queries: TenantQueries) {
  return queries.selectFrom('tickets').select(['id', 'tenant_id']);
}

/** If more tickets are removed, one change for all tickets is reported. */
const TOLD_MAX = 100;

/**
 * Removes the tickets and all that were derived from them, in the caller's transaction. Returns how
 * many it removed.
 */
export async function removeTicketTrees(
  queries: TenantQueries,
  roots: SelectQueryBuilder<Tables, 'tickets', TicketKey>,
): Promise<number> {
  const going = withTrees(queries, roots)
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', (ended) => ended.selectFrom('ended').select('ended.id'))
    // In the order in which logins lock the parents of their tickets, to avoid deadlocks.
    .orderBy('id');
  if (queries.traits.locksRows) await lockAll(queries, going);
  const removed = await withTrees(queries, roots)
    .deleteFrom('tickets')
    .where('id', 'in', (ended) => ended.selectFrom('ended').select('ended.id'))
    .returning('id')
    .execute();
  const keys = removed.length > TOLD_MAX ? [null] : removed.map(({ id }) => id);
  queries.notify(keys.map((key) => ({ kind: 'tickets', key })));
  return removed.length;
}

/** Locks again until there are no more: tickets can be derived from another until it is locked. */
async function lockAll(
  { traits }: TenantQueries,
  going: SelectQueryBuilder<Tables, 'tickets', Pick<TicketKey, 'id'>>,
): Promise<void> {
  let before: number;
  let locked = 0;
  do {
    before = locked;
    locked = (await traits.lockRows(going).execute()).length;
  } while (locked > before);
}

function withTrees(
  { unrestricted }: TenantQueries,
  roots: SelectQueryBuilder<Tables, 'tickets', TicketKey>,
) {
  return unrestricted.withRecursive('ended', (db) =>
    roots.union(
      db
        .selectFrom('tickets as child')
        // A join, because with a count SQLite would scan all tickets of the tenant.
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
