/** What one node changes is told to the others by the database itself, where it can do that. */
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DialectTraits } from '../dialect-traits.ts';

export function changeNotices(traits: DialectTraits): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of traits.changeNotices) await sql.raw(statement).execute(db);
    },
  };
}
