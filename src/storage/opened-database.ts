/** A database with the current schema, whichever engine it is, before there are stores on it. */
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
  /** Where there is a pool of connections. */
  readonly poolUsage?: () => PoolUsage;
  /** Ends when the database has answered, within 2 seconds. @throws DomainError `unavailable` */
  ping(): Promise<void>;
  /** Knows whether it takes writes too. */
  readonly writeProbe: WriteProbe;
  /** Sets space aside for commands on a full disk, where this engine needs it. */
  readonly keepReserve?: () => Promise<void>;
}
