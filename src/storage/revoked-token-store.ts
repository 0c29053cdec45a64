/** The memory of revoked access tokens, on SQL. */
import type { Kysely } from 'kysely';
import type { RevokedTokenStore } from '../domain/access-token.ts';
import type { Tables } from './schema.ts';

export class SqlRevokedTokenStore implements RevokedTokenStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add(tokenId: string, expiresAtMs: number): Promise<boolean> {
    const { numInsertedOrUpdatedRows = 0n } = await this.#db
      .insertInto('revoked_tokens')
      .values({ token_id: tokenId, expires_at_ms: expiresAtMs })
      .onConflict((conflict) => conflict.column('token_id').doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows > 0n;
  }

  async has(tokenId: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('revoked_tokens')
      .select('token_id')
      .where('token_id', '=', tokenId)
      .executeTakeFirst();
    return row !== undefined;
  }

  hasByNow(tokenId: string): Promise<boolean> {
    return this.has(tokenId);
  }
}
