/** The SQL store of the sealed signing keys. */
import type { SealedSigningKey, SigningKeyStore } from '../domain/keys/signing-key.ts';
import type { StoreContext } from './store-context.ts';

export class SqlSigningKeyStore implements SigningKeyStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async list(): Promise<readonly SealedSigningKey[]> {
    const rows = await this.#context.db
      .selectFrom('signing_keys')
      .selectAll()
      .orderBy('signs_from_ms')
      .orderBy('key_id')
      .execute();
    return rows.map((row) => ({
      keyId: row.key_id,
      algorithm: row.algorithm,
      publicJwk: JSON.parse(row.public_jwk),
      sealed: row.sealed,
      createdAtMs: row.created_at_ms,
      signsFromMs: row.signs_from_ms,
      retiredAtMs: row.retired_at_ms,
    }));
  }

  async add(key: SealedSigningKey): Promise<void> {
    await this.#context.db
      .insertInto('signing_keys')
      .values({
        key_id: key.keyId,
        algorithm: key.algorithm,
        public_jwk: JSON.stringify(key.publicJwk),
        sealed: key.sealed,
        created_at_ms: key.createdAtMs,
        signs_from_ms: key.signsFromMs,
        retired_at_ms: key.retiredAtMs,
      })
      .execute();
  }

  async retire(keyId: string, nowMs: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#context.db
      .updateTable('signing_keys')
      .set({ sealed: new Uint8Array(), retired_at_ms: nowMs })
      .where('key_id', '=', keyId)
      .where('retired_at_ms', 'is', null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async remove(keyId: string): Promise<boolean> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('signing_keys')
      .where('key_id', '=', keyId)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}
