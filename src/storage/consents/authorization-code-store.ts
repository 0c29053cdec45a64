/** The SQL store of a tenant's authorization codes. */
import type { Selectable } from 'kysely';
import type {
  AuthorizationCode,
  AuthorizationCodeStore,
} from '../../domain/consents/authorization-code.ts';
import type { AuthorizationCodeTable } from '../consent-tables.ts';
import { explainBrokenRule } from '../explain-broken-rule.ts';
import type { StoreContext } from '../store-context.ts';
import { TenantQueries } from '../tenant-queries.ts';

export class SqlAuthorizationCodeStore implements AuthorizationCodeStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async add(code: AuthorizationCode): Promise<void> {
    const insert = this.#queries.insertInto('authorization_codes', {
      code_hash: code.codeHash,
      application_id: code.applicationId,
      associate_id: code.associateId,
      generation: code.generation,
      ticket_id: code.ticketId,
      redirect_uri: code.redirectUri,
      nonce: code.nonce,
      challenge_method: code.codeChallenge?.method ?? null,
      challenge: code.codeChallenge?.challenge ?? null,
      expires_at_ms: code.expiresAtMs,
      refresh_token_hash: code.refreshTokenHash,
    });
    await explainBrokenRule(this.#queries.traits, insert.execute(), {
      'foreign-key': noHolder(code),
    });
  }

  async lock(codeHash: string): Promise<AuthorizationCode | null> {
    const query = this.#queries
      .selectFrom('authorization_codes')
      .selectAll()
      .where('code_hash', '=', codeHash);
    const row = await this.#queries.traits.lockRows(query).executeTakeFirst();
    return row ? codeOf(row) : null;
  }

  async use(codeHash: string, refreshTokenHash: string): Promise<void> {
    await this.#queries
      .updateTable('authorization_codes')
      .set({ refresh_token_hash: refreshTokenHash })
      .where('code_hash', '=', codeHash)
      .execute();
  }

  async removeOfApplication(applicationId: number): Promise<void> {
    await this.#queries
      .deleteFrom('authorization_codes')
      .where('application_id', '=', applicationId)
      .execute();
  }
}

/** The message for a code or a token of an application or a user that does not exist. */
export function noHolder({
  applicationId,
  associateId,
}: Pick<AuthorizationCode, 'applicationId' | 'associateId'>): string {
  return (
    `There is no application ${applicationId}, or no user ${associateId}. ` +
    'List both to see which there are.'
  );
}

function codeOf(row: Selectable<AuthorizationCodeTable>): AuthorizationCode {
  const { challenge_method: method, challenge } = row;
  return {
    codeHash: row.code_hash,
    applicationId: row.application_id,
    associateId: row.associate_id,
    generation: row.generation,
    ticketId: row.ticket_id,
    redirectUri: row.redirect_uri,
    nonce: row.nonce,
    codeChallenge: method === null || challenge === null ? null : { method, challenge },
    expiresAtMs: row.expires_at_ms,
    refreshTokenHash: row.refresh_token_hash,
  };
}
