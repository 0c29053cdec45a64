/** An open database with the current schema, on which stores can be created. */
import type { Kysely } from 'kysely';
import type { ChangeFeed } from '../domain/change-feed.ts';
import type { DatabaseInfo, PoolUsage } from '../domain/installation.ts';
import type { DialectTraits } from './dialect-traits.ts';
import type { DumpTraits } from './dump/dump-traits.ts';
import type { Tables } from './schema.ts';
import type { WriteProbe } from './write-probe.ts';

export interface OpenedDatabase {
  readonly db: Kysely<Tables>;
  readonly traits: DialectTraits;
  readonly dumpTraits: DumpTraits;
  readonly info: DatabaseInfo;
  watchChanges(): Promise<ChangeFeed>;
  /** Set when there is a connection pool. */
  readonly poolUsage?: () => PoolUsage;
  /** Resolves when the database has answered. Waits 2 seconds. @throws DomainError `unavailable` */
  ping(): Promise<void>;
  /** Checks whether the database accepts writes. */
  readonly writeProbe: WriteProbe;
  /** Reserves disk space for commands on a full disk. Only some engines need it. */
  readonly keepReserve?: () => Promise<void>;
}
