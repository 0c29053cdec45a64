/** Counts the rows of a table. */
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../schema.ts';

export async function countRowsOf(db: Kysely<Tables>, name: keyof Tables): Promise<number> {
  const counting = db.selectFrom(name).select(sql<number>`count(*)`.as('rows'));
  return (await counting.executeTakeFirstOrThrow()).rows;
}
