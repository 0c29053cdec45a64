/** The SQL store of revoked access tokens. */
import type { RevokedTokenStore } from '../domain/sessions/access-token.ts';
import { CountedQuery } from './counted-query.ts';
import { PreparedQuery, type Slots } from './prepared-query.ts';
import type { StoreContext } from './store-context.ts';

const selectToken = new PreparedQuery((db, given: Slots<{ readonly tokenId: string }>) =>
  db.selectFrom('revoked_tokens').select('token_id').where('token_id', '=', given('tokenId')),
);

const selectTokens = new CountedQuery({
  countOf: (tokenIds: readonly string[]) => tokenIds.length,
  build: (db, tokenIds) =>
    db.selectFrom('revoked_tokens').select('token_id').where('token_id', 'in', tokenIds),
  parametersOf: (tokenIds) => tokenIds,
});

export class SqlRevokedTokenStore implements RevokedTokenStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async add(tokenId: string, expiresAtMs: number): Promise<boolean> {
    const insert = this.#context.db
      .insertInto('revoked_tokens')
      .values({ token_id: tokenId, expires_at_ms: expiresAtMs })
      .onConflict((conflict) => conflict.column('token_id').doNothing())
      .executeTakeFirstOrThrow();
    const change = { kind: 'revokedTokens', key: tokenId } as const;
    const { numInsertedOrUpdatedRows = 0n } = await this.#context.changing(insert, change);
    return numInsertedOrUpdatedRows > 0n;
  }

  async has(tokenId: string): Promise<boolean> {
    const { rows } = await selectToken.execute(this.#context, { tokenId });
    return rows.length > 0;
  }

  hasByNow(tokenId: string): Promise<boolean> {
    return this.has(tokenId);
  }

  async listByNow(tokenIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (tokenIds.length === 0) return new Set();
    const { rows } = await selectTokens.execute(this.#context.db, tokenIds);
    return new Set(rows.map(({ token_id }) => token_id));
  }
}
