/** Where an installation's database is: a file in its data directory, or a PostgreSQL server. */
import { join } from 'node:path';
import { DomainError } from '../domain/errors.ts';
import { fileExists } from './file-exists.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { describeDatabase } from './postgres/location.ts';
import type { PoolOptions } from './postgres/pool.ts';
import { openSqlite, type SqliteOptions } from './sqlite/open.ts';

const DATABASE_FILE = 'ticketoffice.db';

export interface PostgresPlace extends PoolOptions {
  readonly url: string;
}

/** Opens the database. Creates the SQLite file if it does not exist. */
export async function openOrMakeDatabase(
  directory: string,
  postgres: PostgresPlace | null,
  options: SqliteOptions = {},
): Promise<OpenedDatabase> {
  if (postgres) return (await import('./postgres/open.ts')).openPostgres(postgres.url, postgres);
  return openSqlite(join(directory, DATABASE_FILE), options);
}

/** @throws DomainError `not-found` when the SQLite file does not exist. */
export async function openExistingDatabase(
  directory: string,
  postgres: PostgresPlace | null,
  options: SqliteOptions = {},
): Promise<OpenedDatabase> {
  if (!postgres) databaseFileOf(directory);
  return openOrMakeDatabase(directory, postgres, options);
}

/**
 * The path of the SQLite file, which `init` may not have finished. @throws DomainError `not-found`
 */
export function databaseFileOf(directory: string): string {
  const file = join(directory, DATABASE_FILE);
  if (!fileExists(file)) throw installationMissing(directory, null);
  return file;
}

/** Describes the place for messages: the directory, or the URL without its password. */
export function describePlace(directory: string, postgres: PostgresPlace | null): string {
  return postgres ? describeDatabase(postgres.url) : directory;
}

export function installationMissing(
  directory: string,
  postgres: PostgresPlace | null,
): DomainError {
  const flags = `--data ${directory}${postgres ? ' and the same --database' : ''}`;
  return new DomainError(
    'not-found',
    `There is no installation in ${describePlace(directory, postgres)}. ` +
      `Make one with "ticketoffice init ${flags}".`,
  );
}
