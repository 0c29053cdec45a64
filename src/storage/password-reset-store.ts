/** The SQL store of a tenant's links for choosing a new password. */
import type { PasswordReset, PasswordResetStore } from '../domain/passwords/password-reset.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { StoreContext } from './store-context.ts';
import { TenantQueries } from './tenant-queries.ts';

export class SqlPasswordResetStore implements PasswordResetStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async set({ associateId, tokenHash, email, expiresAtMs }: PasswordReset): Promise<void> {
    const row = { token_hash: tokenHash, email, expires_at_ms: expiresAtMs };
    const insert = this.#queries
      .insertInto('password_resets', { associate_id: associateId, ...row })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'associate_id']).doUpdateSet(row));
    await explainBrokenRule(this.#queries.traits, insert.execute(), {
      'foreign-key': `There is no user ${associateId}. List users to see which there are.`,
    });
  }

  async find(tokenHash: string): Promise<PasswordReset | null> {
    const row = await this.#queries
      .selectFrom('password_resets')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    if (!row) return null;
    const { associate_id: associateId, email, expires_at_ms: expiresAtMs } = row;
    return { associateId, tokenHash, email, expiresAtMs };
  }

  async remove(associateId: number): Promise<boolean> {
    const { numDeletedRows } = await this.#queries
      .deleteFrom('password_resets')
      .where('associate_id', '=', associateId)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}
