/** The PostgreSQL connection pool, with limits on its size and on the time of each operation. */
import pg from 'pg';
import { valueTypes } from './value-types.ts';

/** The limit for getting a connection, either new or from the pool. */
const CONNECT_MS_MAX = 1_500;
const KEEP_ALIVE_AFTER_MS = 5_000;
/** The maximum age of a pooled connection, so that all move to a new server after a failover. */
const CONNECTION_SECONDS_MAX = 1_800;

export interface PoolOptions {
  readonly connectionsMax: number;
  /** `server`: a client waits, so operations have timeouts. `command`: work may take its time. */
  readonly patience: 'server' | 'command';
}

/**
 * The lock timeout is shorter than the statement timeout, so that the error names the cause. The
 * driver's query timeout is longer than both; it is for a server that does not answer.
 */
const SERVER_LIMITS = {
  lock_timeout: 3_000,
  statement_timeout: 5_000,
  query_timeout: 6_000,
  idle_in_transaction_session_timeout: 10_000,
};

/** Parameters in the URL override these options. */
export function createPool(url: string, { connectionsMax, patience }: PoolOptions): pg.Pool {
  return new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    maxLifetimeSeconds: CONNECTION_SECONDS_MAX,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    fallback_application_name: 'ticketoffice',
    types: valueTypes,
    ...(patience === 'server' ? SERVER_LIMITS : {}),
  });
}
