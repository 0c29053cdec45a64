/** Connections to PostgreSQL, under limits: of their number, and of the time anything takes. */
import pg from 'pg';
import { valueTypes } from './value-types.ts';

/** For a connection, be it a new one or one that others use. */
const CONNECT_MS_MAX = 1_500;
const KEEP_ALIVE_AFTER_MS = 5_000;
/** Ends a connection of the pool now and then, so that all move over after a change of servers. */
const CONNECTION_SECONDS_MAX = 1_800;

export interface PoolOptions {
  readonly connectionsMax: number;
  /** `server`: who asks waits for an answer. `command`: work may take its time. */
  readonly patience: 'server' | 'command';
}

/** For locks first, so that it is known what it was; the driver last, when nobody answers. */
const SERVER_LIMITS = {
  lock_timeout: 3_000,
  statement_timeout: 5_000,
  query_timeout: 6_000,
  idle_in_transaction_session_timeout: 10_000,
};

/** Whatever the URL says itself comes before what is here. */
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
