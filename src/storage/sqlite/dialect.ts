/**
 * Kysely's SQLite dialect on `node:sqlite`.
 *
 * It differs from Kysely's own in two ways. Transactions take the write lock when they begin, so
 * that one which reads before it writes cannot fail half-way. And waiting for the locks of other
 * processes does not block this process.
 */
import type { DatabaseSync } from 'node:sqlite';
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
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely';
import { isUnavailable } from '../../domain/errors.ts';
import { explainStatementError } from './engine-errors.ts';
import { GroupCommit } from './group-commit.ts';
import { Mutex } from './mutex.ts';
import { retryWhileBusy } from './retry-while-busy.ts';
import { Statements } from './statements.ts';

/** The kinds of statements that need a commit. */
const WRITING: ReadonlySet<string> = new Set([
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
]);

export interface DialectOptions {
  /** Called each time the file cannot be used, before the caller gets the error. */
  readonly onUnavailable: () => void;
  /** Called when a transaction has taken the write lock. */
  readonly onWriteLock: () => void;
}

const NOBODY: DialectOptions = { onUnavailable: () => {}, onWriteLock: () => {} };
/** Begins a transaction with the write lock. */
const BEGIN_WRITING = 'begin immediate';

export class NodeSqliteDialect implements Dialect {
  readonly #database: DatabaseSync;
  readonly #options: DialectOptions;

  constructor(database: DatabaseSync, options = NOBODY) {
    this.#database = database;
    this.#options = options;
  }

  createAdapter(): DialectAdapter {
    return new NodeSqliteAdapter();
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#database, this.#options);
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }
}

class NodeSqliteAdapter extends SqliteAdapter {
  /** Makes the migrator use one transaction, whose write lock excludes other processes. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /**
   * Disables Kysely's own mutex, which would be held while a statement waits for other processes.
   */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #options: DialectOptions;
  readonly #statements: Statements;
  readonly #mutex = new Mutex();
  readonly #parts: ConnectionParts;
  /** Connections are reused, because Kysely remembers each one that it has seen. */
  readonly #unused: SharedConnection[] = [];
  /** The number of connections in use. */
  #users = 0;
  #whenUnused = () => {};

  constructor(database: DatabaseSync, options: DialectOptions) {
    this.#database = database;
    this.#file = database.location() ?? ':memory:';
    this.#options = options;
    this.#statements = new Statements(database);
    const { onWriteLock } = options;
    const groupCommit = new GroupCommit(database, this.#mutex, onWriteLock);
    this.#parts = {
      statements: this.#statements,
      mutex: this.#mutex,
      groupCommit,
      explain: (error) => this.#explain(error),
      onWriteLock,
    };
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SharedConnection> {
    this.#users += 1;
    return this.#unused.pop() ?? new SharedConnection(this.#parts);
  }

  async releaseConnection(connection: SharedConnection): Promise<void> {
    this.#unused.push(connection);
    this.#users -= 1;
    if (this.#users === 0) this.#whenUnused();
  }

  async beginTransaction(
    connection: SharedConnection,
    settings?: TransactionSettings,
  ): Promise<void> {
    // A read-only transaction sees one snapshot and blocks nobody.
    await connection.begin(settings?.accessMode === 'read only' ? 'begin' : BEGIN_WRITING);
  }

  async commitTransaction(connection: SharedConnection): Promise<void> {
    try {
      this.#statements.execute(CompiledQuery.raw('commit'));
    } catch (error) {
      throw this.#explain(error);
    }
    connection.end();
  }

  async rollbackTransaction(connection: SharedConnection): Promise<void> {
    try {
      // After some errors, such as a full disk, SQLite has already rolled back. Another rollback
      // would fail and hide the first error.
      if (this.#database.isTransaction) this.#statements.execute(CompiledQuery.raw('rollback'));
    } catch (error) {
      // The transaction cannot be undone. Closing prevents further statements inside it, whose
      // writes would be lost.
      this.#database.close();
      throw error;
    } finally {
      connection.end();
    }
  }

  #explain(error: unknown): unknown {
    const explained = explainStatementError(error, this.#file);
    if (isUnavailable(explained)) this.#options.onUnavailable();
    return explained;
  }

  /** Waits for the work that is under way. Kysely starts no more. */
  async destroy(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#whenUnused = resolve;
      if (this.#users === 0) resolve();
    });
    if (this.#database.isOpen) this.#database.close();
  }
}

/** The parts that all connections share. */
interface ConnectionParts {
  readonly statements: Statements;
  readonly mutex: Mutex;
  readonly groupCommit: GroupCommit;
  /** Converts an error into the one to throw. */
  readonly explain: (error: unknown) => unknown;
  readonly onWriteLock: () => void;
}

/**
 * The one connection to the database, as one of its users sees it. A statement or a transaction has
 * it exclusively. The mutex is released while its holder waits for another process.
 */
class SharedConnection implements DatabaseConnection {
  readonly #parts: ConnectionParts;
  #release: (() => void) | null = null;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { statements, mutex, groupCommit, explain } = this.#parts;
    const execute = () => statements.execute<R>(query);
    try {
      if (this.#release) return execute();
      if (WRITING.has(query.query.kind)) return await groupCommit.write(execute);
      return await retryWhileBusy(() => mutex.run(execute));
    } catch (error) {
      throw explain(error);
    }
  }

  async begin(statement: string): Promise<void> {
    const { mutex, explain } = this.#parts;
    try {
      this.#release = await retryWhileBusy(async () => {
        const release = await mutex.acquire();
        return this.#begin(statement, release);
      });
    } catch (error) {
      throw explain(error);
    }
  }

  #begin(statement: string, release: () => void): () => void {
    try {
      this.#parts.statements.execute(CompiledQuery.raw(statement));
      if (statement === BEGIN_WRITING) this.#parts.onWriteLock();
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  end(): void {
    this.#release?.();
    this.#release = null;
  }

  streamQuery(): never {
    // A cached statement could be run again before all its rows are read.
    throw new Error('Rows are not read one by one here. Read pages of them.');
  }
}
