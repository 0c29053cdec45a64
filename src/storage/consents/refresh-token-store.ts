/** The SQL store of a tenant's refresh tokens. */
import type { Selectable } from 'kysely';
import type { RefreshToken, RefreshTokenStore } from '../../domain/consents/authorization-code.ts';
import type { RefreshTokenTable } from '../consent-tables.ts';
import { explainBrokenRule } from '../explain-broken-rule.ts';
import type { StoreContext } from '../store-context.ts';
import { TenantQueries } from '../tenant-queries.ts';
import { noHolder } from './authorization-code-store.ts';

export class SqlRefreshTokenStore implements RefreshTokenStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async add(token: RefreshToken): Promise<void> {
    const insert = this.#queries.insertInto('refresh_tokens', {
      token_hash: token.tokenHash,
      application_id: token.applicationId,
      associate_id: token.associateId,
      generation: token.generation,
      ticket_id: token.ticketId,
      issued_at_ms: token.issuedAtMs,
    });
    await explainBrokenRule(this.#queries.traits, insert.execute(), {
      'foreign-key': noHolder(token),
    });
  }

  async find(tokenHash: string): Promise<RefreshToken | null> {
    const query = this.#queries.selectFrom('refresh_tokens').selectAll();
    const row = await query.where('token_hash', '=', tokenHash).executeTakeFirst();
    return row ? tokenOf(row) : null;
  }

  async list(applicationId: number, associateId?: number): Promise<readonly RefreshToken[]> {
    const ofApplication = this.#queries
      .selectFrom('refresh_tokens')
      .selectAll()
      .where('application_id', '=', applicationId);
    const query =
      associateId === undefined
        ? ofApplication
        : ofApplication.where('associate_id', '=', associateId);
    const rows = await query.orderBy('issued_at_ms').orderBy('token_hash').execute();
    return rows.map(tokenOf);
  }

  async setTicket(tokenHash: string, ticketId: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#queries
      .updateTable('refresh_tokens')
      .set({ ticket_id: ticketId })
      .where('token_hash', '=', tokenHash)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async remove(tokenHash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#queries
      .deleteFrom('refresh_tokens')
      .where('token_hash', '=', tokenHash)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

function tokenOf(row: Selectable<RefreshTokenTable>): RefreshToken {
  return {
    tokenHash: row.token_hash,
    applicationId: row.application_id,
    associateId: row.associate_id,
    generation: row.generation,
    ticketId: row.ticket_id,
    issuedAtMs: row.issued_at_ms,
  };
}
