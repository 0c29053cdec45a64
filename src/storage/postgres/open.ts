/** Opens the stores on a PostgreSQL database, which many nodes share. */
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { ChangeFeed } from '../../domain/change-feed.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Stores } from '../../domain/installation.ts';
import { migrate } from '../migrate.ts';
import type { Tables } from '../schema.ts';
import { createStores } from '../stores.ts';
import { reasonOf } from './database-errors.ts';
import { checkDatabaseUrl, describeDatabase } from './location.ts';
import { createPool, type PoolOptions } from './pool.ts';
import { postgresTraits } from './traits.ts';
import { WatchedPool } from './watched-pool.ts';

/** It hears of no change, so that nobody keeps what was read. */
const ignorantFeed: ChangeFeed = {
  isCurrent: () => false,
  subscribe: () => {},
  close: async () => {},
};

/**
 * Brings the schema of the database up to date, which many nodes may do at the same time, and opens
 * it. The tables are in the first schema of the search path.
 *
 * @throws DomainError `invalid-argument` when the URL is none, `unavailable` when nobody answers
 * there; Error when a newer program has migrated it.
 */
export async function openPostgresStores(url: string, options: PoolOptions): Promise<Stores> {
  checkDatabaseUrl(url);
  try {
    const schemaVersion = await migratePatiently(url);
    return await openStores(openDatabase(url, options), schemaVersion);
  } catch (cause) {
    const message = `Cannot open the database ${describeDatabase(url)}: ${reasonOf(cause)}`;
    if (cause instanceof DomainError) throw new DomainError(cause.code, message, { cause });
    throw new Error(message, { cause });
  }
}

/** Whoever waits for the migration of another node waits as long as that takes. */
async function migratePatiently(url: string): Promise<number> {
  const db = openDatabase(url, { connectionsMax: 1, patience: 'command' });
  try {
    return await migrate(db, postgresTraits, await readSchemaName(db));
  } finally {
    await db.destroy();
  }
}

async function openStores(db: Kysely<Tables>, schemaVersion: number): Promise<Stores> {
  try {
    const version = await readVersion(db);
    const info = { type: 'PostgreSQL', version, schemaVersion };
    return createStores(db, postgresTraits, info, async () => ignorantFeed);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function openDatabase(url: string, options: PoolOptions): Kysely<Tables> {
  const pool = new WatchedPool(createPool(url, options));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** @throws Error when the search path names no schema that there is. */
async function readSchemaName(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(db);
  const name = rows[0]?.name;
  if (!name) throw new Error('No schema of its search path exists. Create one.');
  return name;
}

/** Without what a distribution adds to it. */
async function readVersion(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  return rows[0]?.server_version.split(' ')[0] ?? '';
}
