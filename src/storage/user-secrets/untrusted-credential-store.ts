/** The SQL store of a tenant's untrusted credentials. */
import type { Selectable } from 'kysely';
import { noUser } from '../../domain/user-secrets/secret-access.ts';
import type {
  StoredUntrustedCredential,
  UntrustedCredentialKey,
  UntrustedCredentialStore,
} from '../../domain/user-secrets/untrusted-credential.ts';
import { explainBrokenRule } from '../explain-broken-rule.ts';
import type { UntrustedCredentialTable } from '../secret-tables.ts';
import type { StoreContext } from '../store-context.ts';
import { TenantQueries } from '../tenant-queries.ts';

export class SqlUntrustedCredentialStore implements UntrustedCredentialStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async list(associateId: number, type: string): Promise<readonly StoredUntrustedCredential[]> {
    const rows = await this.#queries
      .selectFrom('untrusted_credentials')
      .selectAll()
      .where('associate_id', '=', associateId)
      .where('type', '=', type)
      .execute();
    // Databases order text differently.
    return rows.map(credentialOf).sort((a, b) => (a.publicValue < b.publicValue ? -1 : 1));
  }

  async find(key: UntrustedCredentialKey): Promise<StoredUntrustedCredential | null> {
    const row = await this.#queries
      .selectFrom('untrusted_credentials')
      .selectAll()
      .where('associate_id', '=', key.associateId)
      .where('type', '=', key.type)
      .where('public_value', '=', key.publicValue)
      .executeTakeFirst();
    return row ? credentialOf(row) : null;
  }

  async count(associateId: number): Promise<number> {
    const { total } = await this.#queries
      .selectFrom('untrusted_credentials')
      .where('associate_id', '=', associateId)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return Number(total);
  }

  async set(credential: StoredUntrustedCredential): Promise<void> {
    const { associateId, type, publicValue, sealed, comment } = credential;
    const fields = {
      sealed,
      comment,
      valid_from_ms: credential.validFromMs,
      valid_to_ms: credential.validToMs,
      active: Number(credential.isActive),
    };
    const key = { associate_id: associateId, type, public_value: publicValue };
    const inserting = this.#queries
      .insertInto('untrusted_credentials', { ...key, ...fields })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'associate_id', 'type', 'public_value']).doUpdateSet(fields),
      )
      .execute();
    await explainBrokenRule(this.#queries.traits, inserting, {
      'foreign-key': noUser(associateId).message,
    });
  }

  async remove(key: UntrustedCredentialKey): Promise<boolean> {
    const { numDeletedRows } = await this.#queries
      .deleteFrom('untrusted_credentials')
      .where('associate_id', '=', key.associateId)
      .where('type', '=', key.type)
      .where('public_value', '=', key.publicValue)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

function credentialOf(row: Selectable<UntrustedCredentialTable>): StoredUntrustedCredential {
  return {
    associateId: row.associate_id,
    type: row.type,
    publicValue: row.public_value,
    sealed: row.sealed,
    comment: row.comment,
    validFromMs: row.valid_from_ms,
    validToMs: row.valid_to_ms,
    isActive: row.active === 1,
  };
}
