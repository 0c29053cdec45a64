/** Brings a database to the current schema. Migrations are never undone. */
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { DialectTraits } from './dialect-traits.ts';
import { tables } from './migrations/0001-tables.ts';
import type { Tables } from './schema.ts';

/** In the order of their names. A released migration is never changed. */
const migrations: Readonly<Record<string, (traits: DialectTraits) => Migration>> = {
  '0001-tables': tables,
};

/**
 * Runs the pending migrations and returns how many there are in all.
 *
 * @param schemaName the schema of the tables, for databases with several schemas.
 * @throws Error when a newer program has migrated the database, or a migration fails.
 */
export async function migrate(
  db: Kysely<Tables>,
  traits: DialectTraits,
  schemaName?: string,
): Promise<number> {
  const known = Object.fromEntries(
    Object.entries(migrations).map(([name, create]) => [name, create(traits)]),
  );
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => known },
    ...(schemaName !== undefined && { migrationTableSchema: schemaName }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return Object.keys(known).length;
  const [unknown] = (await executedNames(db)).filter((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) throw new Error('Its schema cannot be updated.', { cause: error });
  throw new Error(
    `Its schema is newer than this program, which knows nothing of the migration ${unknown}. ` +
      'Use the version that wrote it last, or a later one.',
    { cause: error },
  );
}

/** Called only after a failure. The table of migrations may be missing. */
async function executedNames(db: Kysely<Tables>): Promise<readonly string[]> {
  const query = sql<{ readonly name: string }>`select name from kysely_migration order by name`;
  const result = await query.execute(db).catch(() => null);
  return result?.rows.map((row) => row.name) ?? [];
}
