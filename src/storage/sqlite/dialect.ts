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

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #turnstile = new Turnstile();
  readonly #groupCommit: GroupCommit;
  /** Kysely remembers each one that it has seen, so that they are used again. */
  readonly #unused: SharedConnection[] = [];
  /** Work that is under way. */
  #users = 0;
  #whenUnused = () => {};

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = new Statements(database);
    this.#groupCommit = new GroupCommit(database, this.#turnstile);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SharedConnection> {
    this.#users += 1;
    const unused = this.#unused.pop();
    return unused ?? new SharedConnection(this.#statements, this.#turnstile, this.#groupCommit);
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
    await connection.begin(settings?.accessMode === 'read only' ? 'begin' : 'begin immediate');
  }

  async commitTransaction(connection: SharedConnection): Promise<void> {
    this.#statements.execute(CompiledQuery.raw('commit'));
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

  /** Lets the work that came before end first; Kysely lets no more in. */
  async destroy(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#whenUnused = resolve;
      if (this.#users === 0) resolve();
    });
    if (this.#database.isOpen) this.#database.close();
  }
}

/**
 * The one connection to the database, as one of its users sees it: for a statement, or from the
 * begin of a transaction to its end, it is nobody else's. Who waits for another process lets others
 * in.
 */
class SharedConnection implements DatabaseConnection {
  readonly #statements: Statements;
  readonly #turnstile: Turnstile;
  readonly #groupCommit: GroupCommit;
  #leave: (() => void) | null = null;

  constructor(statements: Statements, turnstile: Turnstile, groupCommit: GroupCommit) {
    this.#statements = statements;
    this.#turnstile = turnstile;
    this.#groupCommit = groupCommit;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const execute = () => this.#statements.execute<R>(query);
    if (this.#leave) return execute();
    if (WRITING.has(query.query.kind)) return this.#groupCommit.write(execute);
    return retryWhileBusy(() => this.#turnstile.pass(execute));
  }

  begin(statement: string): Promise<void> {
    return retryWhileBusy(async () => {
      const leave = await this.#turnstile.enter();
      try {
        this.#statements.execute(CompiledQuery.raw(statement));
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

  streamQuery(): never {
    // A statement that is prepared once could be run again before it is read to its end.
    throw new Error('Rows are not read one by one here. Read pages of them.');
  }
}
