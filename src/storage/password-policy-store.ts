/** The SQL store of a tenant's password policy. */
import type { PasswordPolicy, PasswordPolicyStore } from '../domain/passwords/password-policy.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { StoreContext } from './store-context.ts';
import { TenantQueries } from './tenant-queries.ts';

export class SqlPasswordPolicyStore implements PasswordPolicyStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async find(): Promise<PasswordPolicy | null> {
    const row = await this.#queries.selectFrom('password_policies').selectAll().executeTakeFirst();
    if (!row) return null;
    return {
      charactersMin: row.characters_min,
      digitsMin: row.digits_min,
      specialCharactersMin: row.special_characters_min,
      lowerCaseMin: row.lower_case_min,
      upperCaseMin: row.upper_case_min,
      message: row.message,
    };
  }

  async set(policy: PasswordPolicy | null): Promise<void> {
    if (policy === null) {
      await this.#queries.deleteFrom('password_policies').execute();
      return;
    }
    const row = {
      characters_min: policy.charactersMin,
      digits_min: policy.digitsMin,
      special_characters_min: policy.specialCharactersMin,
      lower_case_min: policy.lowerCaseMin,
      upper_case_min: policy.upperCaseMin,
      message: policy.message,
    };
    const insert = this.#queries
      .insertInto('password_policies', row)
      .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(row));
    await explainBrokenRule(this.#queries.traits, insert.execute(), {
      'foreign-key': `There is no tenant ${this.#queries.tenantId}. List tenants to see which there are.`,
    });
  }
}
