/**
 * Wraps the driver's pool for Kysely. It is the only place that converts driver errors into errors
 * that stores and domain know. A connection that failed is not used again.
 */
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { isUnavailable } from '../../domain/errors.ts';
import type { PoolUsage } from '../../domain/installation.ts';
import { databaseAway } from '../database-away.ts';
import { retryConflicts } from '../retry-conflicts.ts';
import { statementErrorOf } from './database-errors.ts';

/** The transaction status of a connection without a transaction. */
const OUTSIDE_TRANSACTION = 'I';

export class WatchedPool implements PostgresPool {
  readonly #pool: pg.Pool;
  readonly #onUnavailable: () => void;

  /** @param onUnavailable called each time the database was unavailable. */
  constructor(pool: pg.Pool, onUnavailable: () => void) {
    this.#pool = pool;
    this.#onUnavailable = onUnavailable;
    // A connection may break while it is idle. Without a listener, that error would end the
    // process. The next user of the connection gets an error anyway.
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** The current use of the connections. */
  get usage(): PoolUsage {
    const { totalCount: total, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { total, idle, waiting };
  }

  get options(): object {
    return this.#pool.options;
  }

  /** @throws DomainError `unavailable` */
  async connect(): Promise<PostgresPoolClient> {
    if (this.#pool.ending) throw new Error('The database was closed.');
    try {
      return new WatchedClient(await this.#pool.connect(), this.#onUnavailable);
    } catch (error) {
      this.#onUnavailable();
      throw databaseAway(error);
    }
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

class WatchedClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #onUnavailable: () => void;
  #broken = false;

  constructor(client: pg.PoolClient, onUnavailable: () => void) {
    this.#client = client;
    this.#onUnavailable = onUnavailable;
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query(): never;
  async query<R>(sql = '', parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    // A statement inside a transaction cannot be retried alone.
    const alone = this.#client.getTransactionStatus() === OUTSIDE_TRANSACTION;
    const execute = () => this.#execute<R>(sql, parameters);
    return alone ? retryConflicts(execute) : execute();
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#broken);
  }

  async #execute<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    try {
      const result = await this.#client.query(sql, [...parameters]);
      requireCommitted(sql, result.command);
      return result as unknown as PostgresQueryResult<R>;
    } catch (cause) {
      const error = statementErrorOf(cause);
      if (isUnavailable(error)) {
        this.#broken = true;
        this.#onUnavailable();
      }
      throw error;
    }
  }
}

/**
 * Detects that the server rolled back instead of committing, because a statement had failed.
 *
 * @see https://www.postgresql.org/docs/current/sql-commit.html
 */
function requireCommitted(sql: string, command: string): void {
  if (sql !== 'commit' || command === 'COMMIT') return;
  throw new Error('A statement of the transaction has failed, hence nothing of it is stored.');
}
