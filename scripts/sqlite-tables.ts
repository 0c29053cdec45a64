/** Prints the statements that make the tables of a new SQLite database, as the migrations do. */
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { bringUpToDate } from '../src/storage/sqlite/open.ts';

/** In the form that the migrator writes. */
const NOW = `strftime('%Y-%m-%dT%H:%M:%fZ')`;

export async function printSqliteTables(): Promise<string> {
  const { db } = await bringUpToDate(new DatabaseSync(':memory:'));
  const made = await sql<{ readonly sql: string }>`
    select sql from sqlite_master where name not like 'sqlite_%' order by rowid`.execute(db);
  const migrations = await sql<{ readonly name: string }>`
    select name from kysely_migration order by name`.execute(db);
  await db.destroy();
  const statements = [
    ...made.rows.map((row) => row.sql),
    ...migrations.rows.map(({ name }) => `insert into kysely_migration values ('${name}', ${NOW})`),
    `insert into kysely_migration_lock values ('migration_lock', 0)`,
  ];
  return `${JSON.stringify(statements, null, 2)}\n`;
}
