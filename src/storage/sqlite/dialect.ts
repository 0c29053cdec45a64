/**
 * Kysely's SQLite dialect on `node:sqlite`.
 *
 * It differs from Kysely's own in that transactions take the write lock as they begin, so that one
 * which reads before it writes cannot fail half-way; and in how it waits for other processes.
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
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';
import { GroupCommit } from './group-commit.ts';
import { retryWhileBusy } from './retry-while-busy.ts';
import { Turnstile } from './turnstile.ts';

const CACHED_STATEMENTS_MAX = 200;
/** Statements that need a commit. */
const WRITING: ReadonlySet<string> = new Set([
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
]);

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

  /** Spares Kysely's own lock, which would be held while a statement waits for other processes. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class NodeSqliteDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #turnstile = new Turnstile();
  readonly #groupCommit: GroupCommit;
  /** Work that is under way. */
  #users = 0;
  #whenUnused = () => {};

  constructor(database: DatabaseSync) {
    super({ database: adaptDatabase(database) });
    this.#database = database;
    this.#groupCommit = new GroupCommit(database, this.#turnstile);
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#users += 1;
    const connection = await super.acquireConnection();
    return new SharedConnection(connection, this.#turnstile, this.#groupCommit);
  }

  override async releaseConnection(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) this.#whenUnused();
  }

  override async beginTransaction(
    connection: SharedConnection,
    settings?: TransactionSettings,
  ): Promise<void> {
    // Who only reads sees the database of one moment, and is in nobody's way.
    await connection.begin(settings?.accessMode === 'read only' ? 'begin' : 'begin immediate');
  }

  override async commitTransaction(connection: SharedConnection): Promise<void> {
    await super.commitTransaction(connection);
    connection.end();
  }

  override async rollbackTransaction(connection: SharedConnection): Promise<void> {
    try {
      // After some errors, as of a full disk, SQLite has rolled back on its own. To do it again
      // would be an error that hides the first one.
      if (this.#database.isTransaction) await super.rollbackTransaction(connection);
    } catch (error) {
      // Nobody may go on inside of it: what they were told is written would not be.
      this.#database.close();
      throw error;
    } finally {
      connection.end();
    }
  }

  /** Lets the work that came before end first; Kysely lets no more in. */
  override async destroy(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#whenUnused = resolve;
      if (this.#users === 0) resolve();
    });
    if (this.#database.isOpen) await super.destroy();
  }
}

/**
 * The one connection to the database, as one of its users sees it: for a statement, or from the
 * begin of a transaction to its end, it is nobody else's. Who waits for another process lets others
 * in.
 */
class SharedConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection;
  readonly #turnstile: Turnstile;
  readonly #groupCommit: GroupCommit;
  #leave: (() => void) | null = null;

  constructor(connection: DatabaseConnection, turnstile: Turnstile, groupCommit: GroupCommit) {
    this.#connection = connection;
    this.#turnstile = turnstile;
    this.#groupCommit = groupCommit;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const execute = () => this.#connection.executeQuery<R>(query);
    if (this.#leave) return execute();
    if (WRITING.has(query.query.kind)) return this.#groupCommit.write(execute);
    return retryWhileBusy(async () => {
      const leave = await this.#turnstile.enter();
      try {
        return await execute();
      } finally {
        leave();
      }
    });
  }

  begin(statement: string): Promise<void> {
    return retryWhileBusy(async () => {
      const leave = await this.#turnstile.enter();
      try {
        await this.#connection.executeQuery(CompiledQuery.raw(statement));
        this.#leave = leave;
      } catch (error) {
        leave();
        throw error;
      }
    });
  }

  end(): void {
    this.#leave?.();
    this.#leave = null;
  }

  streamQuery<R>(query: CompiledQuery, rows: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#connection.streamQuery<R>(query, rows);
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
