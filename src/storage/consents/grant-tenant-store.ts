/** The SQL store that finds the tenants of codes and refresh tokens. */
import type { GrantTenantStore } from '../../domain/consents/authorization-code.ts';
import type { StoreContext } from '../store-context.ts';

export class SqlGrantTenantStore implements GrantTenantStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async ofCode(codeHash: string): Promise<string | null> {
    const row = await this.#context.db
      .selectFrom('authorization_codes')
      .innerJoin('tenants', 'tenants.id', 'authorization_codes.tenant_id')
      .select('tenants.context_identifier')
      .where('authorization_codes.code_hash', '=', codeHash)
      .executeTakeFirst();
    return row?.context_identifier ?? null;
  }

  async ofRefreshToken(tokenHash: string): Promise<string | null> {
    const row = await this.#context.db
      .selectFrom('refresh_tokens')
      .innerJoin('tenants', 'tenants.id', 'refresh_tokens.tenant_id')
      .select('tenants.context_identifier')
      .where('refresh_tokens.token_hash', '=', tokenHash)
      .executeTakeFirst();
    return row?.context_identifier ?? null;
  }
}
