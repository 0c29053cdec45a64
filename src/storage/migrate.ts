/** Brings a database to the current schema. Migrations are never undone. */
import { isDeepStrictEqual } from 'node:util';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator, DEFAULT_MIGRATION_TABLE as TABLE } from 'kysely/migration';
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
  const names = Object.keys(migrations);
  // The migrator reads the description of every table before it finds that nothing is pending.
  if (isDeepStrictEqual(await executedNames(db, schemaName), names)) return names.length;
  const known = Object.fromEntries(
    Object.entries(migrations).map(([name, create]) => [name, create(traits)]),
  );
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => known },
    ...(schemaName !== undefined && { migrationTableSchema: schemaName }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return names.length;
  const [unknown] = (await executedNames(db, schemaName)).filter(
    (name) => !Object.hasOwn(known, name),
  );
  if (unknown === undefined) throw new Error('Its schema cannot be updated.', { cause: error });
  throw new Error(
    `Its schema is newer than this program, which knows nothing of the migration ${unknown}. ` +
      'Use the version that wrote it last, or a later one.',
    { cause: error },
  );
}

/** Returns an empty list if the table of migrations is missing. */
async function executedNames(
  db: Kysely<Tables>,
  schemaName: string | undefined,
): Promise<readonly string[]> {
  const table = sql.id(...(schemaName === undefined ? [] : [schemaName]), TABLE);
  const query = sql<{ readonly name: string }>`select name from ${table} order by name`;
  const result = await query.execute(db).catch(() => null);
  return result?.rows.map((row) => row.name) ?? [];
}
