/** Opens the stores on a PostgreSQL database, which several nodes can share. */
import { setTimeout } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { DomainError } from '../../domain/errors.ts';
import type { Stores } from '../../domain/installation.ts';
import { databaseAway } from '../database-away.ts';
import { migrate } from '../migrate.ts';
import type { OpenedDatabase } from '../opened-database.ts';
import type { Tables } from '../schema.ts';
import { createStores } from '../stores.ts';
import { WriteProbe, writeNothing } from '../write-probe.ts';
import { PostgresChangeFeed } from './change-feed.ts';
import { reasonOf } from './database-errors.ts';
import { postgresDumpTraits } from './dump-traits.ts';
import { checkDatabaseUrl, describeDatabase } from './location.ts';
import { createPool, type PoolOptions } from './pool.ts';
import { postgresTraits } from './traits.ts';
import { WatchedPool } from './watched-pool.ts';

/** Slightly less than the 2 seconds that `ping` promises. */
const PING_MS_MAX = 1_800;

/** Opens the stores. @throws Error as `openPostgres` does. */
export async function openPostgresStores(url: string, options: PoolOptions): Promise<Stores> {
  return createStores(await openPostgres(url, options));
}

/**
 * Migrates the database and opens it. Several nodes may do so at the same time. The tables are in
 * the first schema of the search path.
 *
 * @throws DomainError `invalid-argument` for an invalid URL; `unavailable` when the server does not
 * answer; Error when a newer program has migrated the database.
 */
export async function openPostgres(url: string, options: PoolOptions): Promise<OpenedDatabase> {
  checkDatabaseUrl(url);
  try {
    const schemaVersion = await migratePatiently(url);
    return await greet(url, connectTo(url, options), schemaVersion);
  } catch (cause) {
    const message = `Cannot open the database ${describeDatabase(url)}: ${reasonOf(cause)}`;
    if (cause instanceof DomainError) throw new DomainError(cause.code, message, { cause });
    throw new Error(message, { cause });
  }
}

/** Waits without a timeout while another node migrates. */
async function migratePatiently(url: string): Promise<number> {
  const { db } = connectTo(url, { connectionsMax: 1, patience: 'command' });
  try {
    return await migrate(db, postgresTraits, await readSchemaName(db));
  } finally {
    await db.destroy();
  }
}

async function greet(
  url: string,
  { db, pool, writeProbe }: Connected,
  schemaVersion: number,
): Promise<OpenedDatabase> {
  try {
    return {
      db,
      traits: postgresTraits,
      dumpTraits: postgresDumpTraits,
      info: { type: 'PostgreSQL', version: await readVersion(db), schemaVersion },
      watchChanges: () => PostgresChangeFeed.open(url),
      poolUsage: () => pool.usage,
      ping: () => answerInTime(sql`select 1`.execute(db)),
      writeProbe,
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

interface Connected {
  readonly db: Kysely<Tables>;
  readonly pool: WatchedPool;
  readonly writeProbe: WriteProbe;
}

function connectTo(url: string, options: PoolOptions): Connected {
  const writeProbe = new WriteProbe(() => answerInTime(writeNothing(db)));
  const onUnavailable = () => writeProbe.noteFailure();
  const pool = new WatchedPool(createPool(url, options), onUnavailable);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, writeProbe };
}

/** Adds a timeout, because a statement or a dead connection may take longer. */
async function answerInTime(work: Promise<unknown>): Promise<void> {
  const late = setTimeout(PING_MS_MAX, undefined, { ref: false }).then(() => {
    throw databaseAway(new Error(`No answer within ${PING_MS_MAX} ms.`));
  });
  await Promise.race([work, late]);
}

/** @throws Error when the search path names no existing schema. */
async function readSchemaName(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(db);
  const name = rows[0]?.name;
  if (!name) throw new Error('No schema of its search path exists. Create one.');
  return name;
}

/** The version number, without what a distribution appends. */
async function readVersion(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  return rows[0]?.server_version.split(' ')[0] ?? '';
}
