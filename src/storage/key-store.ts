/** The SQL store of the sealed token keys. */
import type { Kysely } from 'kysely';
import type { KeyStore, SealedKey } from '../domain/keys/key-ring.ts';
import type { Tables } from './schema.ts';
import type { StoreContext } from './store-context.ts';

export class SqlKeyStore implements KeyStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async list(): Promise<readonly SealedKey[]> {
    const rows = await this.#context.db
      .selectFrom('token_keys')
      .selectAll()
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      sealed: row.sealed,
      createdAtMs: row.created_at_ms,
      retiredAtMs: row.retired_at_ms,
    }));
  }

  async add(key: SealedKey): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#context.db
      .insertInto('token_keys')
      .values(rowOf(key))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  async retire(id: number, nowMs: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#context.db
      .updateTable('token_keys')
      .set({ sealed: new Uint8Array(), retired_at_ms: nowMs })
      .where('id', '=', id)
      .where('retired_at_ms', 'is', null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async remove(id: number): Promise<boolean> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('token_keys')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

/** Adds a key in the caller's transaction. */
export async function insertKey(db: Kysely<Tables>, key: SealedKey): Promise<void> {
  await db.insertInto('token_keys').values(rowOf(key)).execute();
}

function rowOf(key: SealedKey) {
  return {
    id: key.id,
    sealed: key.sealed,
    created_at_ms: key.createdAtMs,
    retired_at_ms: key.retiredAtMs,
  };
}
