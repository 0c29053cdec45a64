/** All stores over one database, whichever engine it is. */
import type { Kysely } from 'kysely';
import type { DatabaseInfo, Stores } from '../domain/installation.ts';
import { SqlAssociateStore } from './associate-store.ts';
import { SqlCsSessionStore } from './cs-session-store.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { SqlDirectoryStore } from './directory-store.ts';
import { SqlInstallationStore } from './installation-store.ts';
import { SqlKeyStore } from './key-store.ts';
import type { Tables } from './schema.ts';
import { SqlTicketStore } from './ticket-store.ts';

/** The database must have the current schema. Closing the stores closes it. */
export function createStores(
  db: Kysely<Tables>,
  traits: DialectTraits,
  database: DatabaseInfo,
): Stores {
  return {
    installation: new SqlInstallationStore(db, traits),
    associates: new SqlAssociateStore(db, traits),
    directory: new SqlDirectoryStore(db, traits),
    tickets: new SqlTicketStore(db, traits),
    csSessions: new SqlCsSessionStore(db, traits),
    keys: new SqlKeyStore(db),
    database,
    close: () => db.destroy(),
  };
}
