/** Opens the stores on an SQLite file: the embedded database, which needs nothing else to run. */
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Stores } from '../../domain/installation.ts';
import { migrate } from '../migrate.ts';
import type { Tables } from '../schema.ts';
import { createStores } from '../stores.ts';
import { SqliteChangeFeed } from './change-feed.ts';
import { openDatabase, readValue } from './database.ts';
import { NodeSqliteDialect } from './dialect.ts';
import { sqliteTraits } from './traits.ts';

/**
 * Opens the file, which is created when there is none, and brings its schema up to date.
 *
 * Several processes may do so at the same time. What a store has written survives a crash of the
 * process and of the machine. A new file can be read by its owner only.
 *
 * @throws Error when it cannot be opened, or a newer program has written it.
 */
export async function openSqliteStores(file: string): Promise<Stores> {
  const path = resolve(file);
  try {
    return await openStores(await openDatabase(path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot open the database ${path}: ${reason}`, { cause });
  }
}

async function openStores(database: DatabaseSync): Promise<Stores> {
  try {
    const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(database) });
    const schemaVersion = await migrate(db, sqliteTraits);
    const version = String(readValue(database, 'select sqlite_version()'));
    const info = { type: 'SQLite', version, schemaVersion };
    return createStores(db, sqliteTraits, info, async () => new SqliteChangeFeed(database));
  } catch (error) {
    database.close();
    throw error;
  }
}
