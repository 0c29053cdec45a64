/** The sealed token keys, on SQL. */
import type { Kysely } from 'kysely';
import type { KeyStore, SealedKey } from '../domain/key-ring.ts';
import type { Tables } from './schema.ts';

export class SqlKeyStore implements KeyStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(): Promise<readonly SealedKey[]> {
    const rows = await this.#db.selectFrom('token_keys').selectAll().orderBy('id').execute();
    return rows.map((row) => ({ id: row.id, sealed: row.sealed, createdAtMs: row.created_at_ms }));
  }
}

/** Adds a key in the transaction of its caller. */
export async function insertKey(db: Kysely<Tables>, key: SealedKey): Promise<void> {
  await db
    .insertInto('token_keys')
    .values({ id: key.id, sealed: key.sealed, created_at_ms: key.createdAtMs })
    .execute();
}
