/**
 * Kysely's SQLite dialect on `node:sqlite`.
 *
 * It differs from Kysely's own in that transactions take the write lock as they begin, so that one
 * which reads before it writes cannot fail half-way; and in that connections take turns.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely';
import { Turnstile } from './turnstile.ts';

const CACHED_STATEMENTS_MAX = 200;

/**
 * For all connections of this thread: `node:sqlite` waits for the lock of another connection
 * without letting anything else run, so that the other one could never give it back.
 */
const turnstile = new Turnstile();

export class NodeSqliteDialect implements Dialect {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  createAdapter(): DialectAdapter {
    return new NodeSqliteAdapter();
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#database);
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }
}

class NodeSqliteAdapter extends SqliteAdapter {
  /** Makes the migrator run in one transaction, whose write lock keeps out other processes. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** Spares Kysely's own lock, which would be a second one beside the turnstile. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class NodeSqliteDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  #leave = () => {};

  constructor(database: DatabaseSync) {
    super({ database: adaptDatabase(database) });
    this.#database = database;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#leave = await turnstile.enter();
    return super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    this.#leave();
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // After some errors, as of a full disk, SQLite has rolled back on its own. To do it again would
    // be an error that hides the first one.
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }

  /** Lets the work that came before end first. */
  override async destroy(): Promise<void> {
    const leave = await turnstile.enter();
    try {
      await super.destroy();
    } finally {
      leave();
    }
  }
}

function adaptDatabase(database: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const cached = cache.get(sql);
    if (cached) return cached;
    const statement = adaptStatement(database.prepare(sql));
    const [oldest] = cache.keys();
    if (cache.size >= CACHED_STATEMENTS_MAX && oldest !== undefined) cache.delete(oldest);
    cache.set(sql, statement);
    return statement;
  };
  return { prepare, close: () => database.close() };
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: () => {
      // A statement of the cache could be run again before it is read to its end.
      throw new Error('Rows are not read one by one here. Read pages of them.');
    },
  };
}
