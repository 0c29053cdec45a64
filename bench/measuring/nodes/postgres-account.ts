/** What a PostgreSQL server has done for one database, by its own counters and the kernel's. */
import type pg from 'pg';
import { accountOf } from '../process-account.ts';

/** Totals since some moment. Only differences mean something. */
export interface PostgresAccount {
  /** As the server counts them: begin and commit are statements too. */
  readonly statements: number;
  readonly walBytes: number;
  /** User and system time of all its processes; 0 when the system has no numbers. */
  readonly processorMs: number;
}

export const POSTGRES_SETTINGS = [
  'shared_preload_libraries=pg_stat_statements',
  // As an installation must have them: see docs/operations.md.
  ...['fsync=on', 'full_page_writes=on', 'synchronous_commit=on'],
  // Otherwise a checkpoint or a vacuum might fall into the measurement of one operation.
  ...['checkpoint_timeout=1h', 'max_wal_size=8GB', 'autovacuum=off'],
  'shared_buffers=256MB',
];

const COUNTERS = `
  select
    (select coalesce(sum(calls), 0) from pg_stat_statements s where s.dbid = d.oid) as statements,
    pg_current_wal_insert_lsn() - '0/0'::pg_lsn as wal_bytes,
    split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid
  from pg_database d where d.datname = $1`;

export class PostgresAccountant {
  readonly #client: pg.Client;
  readonly #database: string;

  private constructor(client: pg.Client, database: string) {
    this.#client = client;
    this.#database = database;
  }

  /**
   * @param administrator connects to another database than the measured one, so that its own
   *   statements are not counted.
   * @param url of the measured database.
   */
  static async open(administrator: pg.Client, url: string): Promise<PostgresAccountant> {
    await administrator.connect();
    await administrator.query('create extension if not exists pg_stat_statements');
    return new PostgresAccountant(administrator, new URL(url).pathname.slice(1));
  }

  async read(): Promise<PostgresAccount> {
    const { rows } = await this.#client.query(COUNTERS, [this.#database]);
    const [row] = rows;
    return {
      statements: Number(row.statements),
      walBytes: Number(row.wal_bytes),
      processorMs: accountOf(Number(row.pid))?.processorMs ?? 0,
    };
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
