/** The SQL store of a tenant's external tokens. */
import type {
  ExternalTokenStore,
  StoredExternalTokens,
} from '../../domain/user-secrets/external-token.ts';
import { noUser } from '../../domain/user-secrets/secret-access.ts';
import { explainBrokenRule } from '../explain-broken-rule.ts';
import type { StoreContext } from '../store-context.ts';
import { TenantQueries } from '../tenant-queries.ts';

export class SqlExternalTokenStore implements ExternalTokenStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async find(keyHash: string): Promise<StoredExternalTokens | null> {
    const row = await this.#queries
      .selectFrom('external_tokens')
      .selectAll()
      .where('key_hash', '=', keyHash)
      .executeTakeFirst();
    if (!row) return null;
    return {
      keyHash: row.key_hash,
      associateId: row.associate_id,
      provider: row.provider,
      sealed: row.sealed,
      savedAtMs: row.saved_at_ms,
    };
  }

  async add(tokens: StoredExternalTokens): Promise<void> {
    const inserting = this.#queries
      .insertInto('external_tokens', {
        key_hash: tokens.keyHash,
        associate_id: tokens.associateId,
        provider: tokens.provider,
        sealed: tokens.sealed,
        saved_at_ms: tokens.savedAtMs,
      })
      .execute();
    await explainBrokenRule(this.#queries.traits, inserting, {
      'foreign-key': noUser(tokens.associateId).message,
    });
  }

  async keepNewest(associateId: number, count: number): Promise<number> {
    const newest = this.#queries
      .selectFrom('external_tokens')
      .select('key_hash')
      .where('associate_id', '=', associateId)
      .orderBy('saved_at_ms', 'desc')
      .orderBy('key_hash')
      .limit(count);
    const { numDeletedRows } = await this.#queries
      .deleteFrom('external_tokens')
      .where('associate_id', '=', associateId)
      .where('key_hash', 'not in', newest)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
