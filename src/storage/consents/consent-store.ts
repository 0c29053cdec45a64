/** The SQL store of a tenant's consents. */
import type { Selectable } from 'kysely';
import type { Consent, ConsentStore } from '../../domain/consents/consent.ts';
import type { ConsentTable } from '../consent-tables.ts';
import { explainBrokenRule } from '../explain-broken-rule.ts';
import type { StoreContext } from '../store-context.ts';
import { TenantQueries } from '../tenant-queries.ts';

export class SqlConsentStore implements ConsentStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async find(applicationId: number): Promise<Consent | null> {
    const row = await this.#queries
      .selectFrom('consents')
      .selectAll()
      .where('application_id', '=', applicationId)
      .executeTakeFirst();
    return row ? consentOf(row) : null;
  }

  async list(): Promise<readonly Consent[]> {
    const query = this.#queries.selectFrom('consents').selectAll().orderBy('application_id');
    return (await query.execute()).map(consentOf);
  }

  async set({ applicationId, ...consent }: Consent): Promise<void> {
    const row = {
      sealed: consent.sealed,
      agents: JSON.stringify(consent.agents),
      server_to_server: Number(consent.serverToServer),
      given_at_ms: consent.givenAtMs,
      revoked_at_ms: consent.revokedAtMs,
    };
    const insert = this.#queries
      .insertInto('consents', { application_id: applicationId, ...row })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'application_id']).doUpdateSet(row));
    await explainBrokenRule(this.#queries.traits, insert.execute(), {
      'foreign-key': `There is no application ${applicationId}. List applications to see which there are.`,
    });
  }
}

function consentOf(row: Selectable<ConsentTable>): Consent {
  return {
    applicationId: row.application_id,
    sealed: row.sealed,
    agents: JSON.parse(row.agents),
    serverToServer: row.server_to_server === 1,
    givenAtMs: row.given_at_ms,
    revokedAtMs: row.revoked_at_ms,
  };
}
