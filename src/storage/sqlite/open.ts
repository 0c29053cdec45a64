/** Opens the stores on an SQLite file, the embedded database. */
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { Stores } from '../../domain/installation.ts';
import { databaseAway } from '../database-away.ts';
import { migrate } from '../migrate.ts';
import type { OpenedDatabase } from '../opened-database.ts';
import type { Tables } from '../schema.ts';
import { createStores } from '../stores.ts';
import { WriteProbe, writeNothing } from '../write-probe.ts';
import { SqliteChangeFeed } from './change-feed.ts';
import { type Durability, openDatabase, readValue } from './database.ts';
import { NodeSqliteDialect } from './dialect.ts';
import { sqliteDumpTraits } from './dump-traits.ts';
import { fileProblemOf } from './engine-errors.ts';
import { requireSpace, SpaceReserve } from './space-reserve.ts';
import { sqliteTraits } from './traits.ts';

export interface SqliteOptions {
  readonly durability?: Durability | undefined;
  /** For commands that must work on a full disk: see `space-reserve.ts`. */
  readonly mayUseReserve?: boolean | undefined;
}

/** Opens the stores. @throws Error as `openSqlite` does. */
export async function openSqliteStores(file: string): Promise<Stores> {
  return createStores(await openSqlite(file));
}

/**
 * Opens the file and migrates it. Creates it if it does not exist.
 *
 * Several processes may open the file at the same time. Writes survive a crash of the process and,
 * if durable, of the machine. Only the owner can read a new file.
 *
 * @throws DomainError `unavailable`, whose cause is a FileProblem, when the file cannot be used;
 * Error when it cannot be opened for another reason, or a newer program has migrated it.
 */
export async function openSqlite(
  file: string,
  { durability = 'durable', mayUseReserve = false }: SqliteOptions = {},
): Promise<OpenedDatabase> {
  const path = resolve(file);
  const reserve = new SpaceReserve(path);
  const open = async () => ({
    ...(await bringUpToDate(
      await openDatabase(path, durability),
      () => mayUseReserve && reserve.release(),
    )),
    keepReserve: () => (durability === 'durable' ? reserve.fill() : Promise.resolve()),
  });
  try {
    return await open().catch((error: unknown) => {
      if (!mayUseReserve || fileProblemOf(error, path)?.kind !== 'disk-full') throw error;
      reserve.release();
      return open();
    });
  } catch (cause) {
    const problem = fileProblemOf(cause, path);
    if (problem) throw databaseAway(problem);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot open the database ${path}: ${reason}`, { cause });
  }
}

/** Migrates the database. Closes it when an error occurs. */
export async function bringUpToDate(
  database: DatabaseSync,
  onWriteLock: () => void = () => {},
): Promise<OpenedDatabase> {
  try {
    const writeProbe = new WriteProbe(async (hasFailed) => {
      await writeNothing(db);
      // On an almost full disk, this small write may succeed where a larger one failed.
      if (hasFailed) await requireSpace(database.location() ?? '');
    });
    const onUnavailable = () => writeProbe.noteFailure();
    const dialect = new NodeSqliteDialect(database, { onUnavailable, onWriteLock });
    const db = new Kysely<Tables>({ dialect });
    const schemaVersion = await migrate(db, sqliteTraits);
    const version = String(readValue(database, 'select sqlite_version()'));
    return {
      db,
      traits: sqliteTraits,
      dumpTraits: sqliteDumpTraits,
      info: { type: 'SQLite', version, schemaVersion },
      watchChanges: async () => new SqliteChangeFeed(database),
      ping: async () => {
        await sql`select 1 from installation`.execute(db);
      },
      writeProbe,
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
