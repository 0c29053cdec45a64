/**
 * Kysely's SQLite dialect on `node:sqlite`.
 *
 * It differs from Kysely's own in that transactions take the write lock as they begin, so that one
 * which reads before it writes cannot fail half-way; and in how it waits for other processes.
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
import { retryWhileBusy } from './retry-while-busy.ts';
import { Statements } from './statements.ts';
import { Turnstile } from './turnstile.ts';

/** Statements that need a commit. */
const WRITING: ReadonlySet<string> = new Set([
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
]);

export interface DialectOptions {
  /** Called each time that the file cannot be used, before the caller gets the error. */
  readonly onUnavailable: () => void;
  /** Told when a transaction has begun that no other can write beside. */
  readonly onWriteLock: () => void;
}

const NOBODY: DialectOptions = { onUnavailable: () => {}, onWriteLock: () => {} };
/** Begins a transaction that writes. */
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
  /** Makes the migrator run in one transaction, whose write lock keeps out other processes. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** Spares Kysely's own lock, which would be held while a statement waits for other processes. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #options: DialectOptions;
  readonly #statements: Statements;
  readonly #turnstile = new Turnstile();
  readonly #parts: ConnectionParts;
  /** Kysely remembers each one that it has seen, so that they are used again. */
  readonly #unused: SharedConnection[] = [];
  /** Work that is under way. */
  #users = 0;
  #whenUnused = () => {};

  constructor(database: DatabaseSync, options: DialectOptions) {
    this.#database = database;
    this.#file = database.location() ?? ':memory:';
    this.#options = options;
    this.#statements = new Statements(database);
    const { onWriteLock } = options;
    const groupCommit = new GroupCommit(database, this.#turnstile, onWriteLock);
    this.#parts = {
      statements: this.#statements,
      turnstile: this.#turnstile,
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
    // Who only reads sees the database of one moment, and is in nobody's way.
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
      // After some errors, as of a full disk, SQLite has rolled back on its own. To do it again
      // would be an error that hides the first one.
      if (this.#database.isTransaction) this.#statements.execute(CompiledQuery.raw('rollback'));
    } catch (error) {
      // Nobody may go on inside of it: what they were told is written would not be.
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

  /** Lets the work that came before end first; Kysely lets no more in. */
  async destroy(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#whenUnused = resolve;
      if (this.#users === 0) resolve();
    });
    if (this.#database.isOpen) this.#database.close();
  }
}

/** What all connections share. */
interface ConnectionParts {
  readonly statements: Statements;
  readonly turnstile: Turnstile;
  readonly groupCommit: GroupCommit;
  /** What is thrown in place of an error. */
  readonly explain: (error: unknown) => unknown;
  readonly onWriteLock: () => void;
}

/**
 * The one connection to the database, as one of its users sees it: for a statement, or from the
 * begin of a transaction to its end, it is nobody else's. Who waits for another process lets others
 * in.
 */
class SharedConnection implements DatabaseConnection {
  readonly #parts: ConnectionParts;
  #leave: (() => void) | null = null;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { statements, turnstile, groupCommit, explain } = this.#parts;
    const execute = () => statements.execute<R>(query);
    try {
      if (this.#leave) return execute();
      if (WRITING.has(query.query.kind)) return await groupCommit.write(execute);
      return await retryWhileBusy(() => turnstile.pass(execute));
    } catch (error) {
      throw explain(error);
    }
  }

  async begin(statement: string): Promise<void> {
    const { turnstile, explain } = this.#parts;
    try {
      this.#leave = await retryWhileBusy(async () => {
        const leave = await turnstile.enter();
        return this.#begin(statement, leave);
      });
    } catch (error) {
      throw explain(error);
    }
  }

  #begin(statement: string, leave: () => void): () => void {
    try {
      this.#parts.statements.execute(CompiledQuery.raw(statement));
      if (statement === BEGIN_WRITING) this.#parts.onWriteLock();
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  end(): void {
    this.#leave?.();
    this.#leave = null;
  }

  streamQuery(): never {
    // A statement that is prepared once could be run again before it is read to its end.
    throw new Error('Rows are not read one by one here. Read pages of them.');
  }
}
