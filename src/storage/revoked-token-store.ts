/** The memory of revoked access tokens, on SQL. */
import type { Kysely } from 'kysely';
import type { RevokedTokenStore } from '../domain/access-token.ts';
import { PreparedQuery, type Slots } from './prepared-query.ts';
import type { Tables } from './schema.ts';

const selectToken = new PreparedQuery((db, given: Slots<{ readonly tokenId: string }>) =>
  db.selectFrom('revoked_tokens').select('token_id').where('token_id', '=', given('tokenId')),
);

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
    const { rows } = await selectToken.execute(this.#db, { tokenId });
    return rows.length > 0;
  }

  hasByNow(tokenId: string): Promise<boolean> {
    return this.has(tokenId);
  }
}
