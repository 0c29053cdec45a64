/** Reads which of many names are login names of associates, by one statement. */
import { foldName } from '../domain/names.ts';
import type { TenantQueries } from './tenant-queries.ts';

/** See `AssociateStore.takenLoginNames`. */
export async function readTakenLoginNames(
  queries: TenantQueries,
  texts: readonly string[],
  exceptId: number,
): Promise<ReadonlySet<string>> {
  if (texts.length === 0) return new Set();
  const folded = [...new Set(texts.map(foldName))];
  const others = queries.selectFrom('associates').where('associates.id', '!=', exceptId);
  const names = others.where('name_folded', 'in', folded).select('name_folded as folded');
  const userNames = others
    .where('user_name_folded', 'in', folded)
    .select('user_name_folded as folded');
  const emails = queries
    .selectFrom('persons')
    .where('email_folded', 'in', folded)
    // Not a join, because SQLite would begin it with all associates.
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('associates')
          .whereRef('associates.tenant_id', '=', 'persons.tenant_id')
          .whereRef('associates.person_id', '=', 'persons.id')
          .where('associates.id', '!=', exceptId)
          .select('associates.id'),
      ),
    )
    .select('email_folded as folded');
  const rows = await userNames.unionAll(names).unionAll(emails).execute();
  return new Set(rows.flatMap((row) => row.folded ?? []));
}
