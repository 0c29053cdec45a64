/** What users may do is told as well, since it is kept for their logins. */
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DialectTraits } from '../dialect-traits.ts';

export function rightsNotices(traits: DialectTraits): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of traits.rightsNotices) await sql.raw(statement).execute(db);
    },
  };
}
