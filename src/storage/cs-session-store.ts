/** The SQL store of a tenant's CS sessions. */
import type { Selectable } from 'kysely';
import type { CsSession, CsSessionStore, NewCsSession } from '../domain/sessions/cs-session.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Slots } from './prepared-query.ts';
import type { CsSessionTable } from './schema.ts';
import type { StoreContext } from './store-context.ts';
import { PreparedTenantQuery, TenantQueries } from './tenant-queries.ts';

const insertSession = new PreparedTenantQuery((tenant, given: Slots<NewCsSession>) =>
  tenant
    .insertInto('cs_sessions', {
      key_hash: given('keyHash'),
      associate_id: given('associateId'),
      cs_user_id: given('csUserId'),
      ticket_id: given('ticketId'),
      client_address: given('clientAddress'),
      origin: given('origin'),
      started_at_ms: given('startedAtMs'),
      expires_at_ms: given('expiresAtMs'),
      last_active_at_ms: given('startedAtMs'),
    })
    .returning('login_id'),
);

const selectSession = new PreparedTenantQuery((tenant, given: Slots<Pick<CsSession, 'loginId'>>) =>
  tenant.selectFrom('cs_sessions').selectAll().where('login_id', '=', given('loginId')),
);

type RecordedUse = Pick<CsSession, 'loginId' | 'lastActiveAtMs'>;

const updateUse = new PreparedTenantQuery((tenant, given: Slots<RecordedUse>) =>
  tenant
    .updateTable('cs_sessions')
    .set({ last_active_at_ms: given('lastActiveAtMs') })
    .where('login_id', '=', given('loginId'))
    // Two nodes may write in a different order than the requests came in.
    .where('last_active_at_ms', '<', given('lastActiveAtMs')),
);

export class SqlCsSessionStore implements CsSessionStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async add(session: NewCsSession): Promise<number> {
    const [row] = await explainBrokenRule(
      this.#queries.traits,
      this.#queries.run(insertSession, session),
      {
        'foreign-key': `There is no user ${session.associateId}. List users to see which there are.`,
      },
    );
    if (!row) throw new Error('The CS session was given no id.');
    return row.login_id;
  }

  async find(loginId: number): Promise<CsSession | null> {
    const [row] = await this.#queries.run(selectSession, { loginId });
    return row ? sessionOf(row) : null;
  }

  async recordUse(loginId: number, lastActiveAtMs: number): Promise<void> {
    await this.#queries.run(updateUse, { loginId, lastActiveAtMs });
  }

  async listLive(
    nowMs: number,
    idleSinceMs: number,
    limit: number,
    associateId?: number,
  ): Promise<readonly CsSession[]> {
    const live = this.#queries
      .selectFrom('cs_sessions')
      .innerJoin('tickets', (join) =>
        join
          .onRef('tickets.tenant_id', '=', 'cs_sessions.tenant_id')
          .onRef('tickets.id', '=', 'cs_sessions.ticket_id'),
      )
      .innerJoin('associates', (join) =>
        join
          .onRef('associates.tenant_id', '=', 'tickets.tenant_id')
          .onRef('associates.id', '=', 'tickets.associate_id')
          .onRef('associates.generation', '=', 'tickets.generation'),
      )
      .selectAll('cs_sessions')
      .where('associates.disabled_at_ms', 'is', null)
      .where('tickets.expires_at_ms', '>', nowMs)
      .whereRef('cs_sessions.started_at_ms', '>=', 'tickets.tokens_from_ms')
      .where('cs_sessions.expires_at_ms', '>', nowMs)
      .where('cs_sessions.last_active_at_ms', '>', idleSinceMs)
      .orderBy('cs_sessions.last_active_at_ms', 'desc')
      .orderBy('cs_sessions.login_id')
      .limit(limit);
    const ofAll = associateId === undefined;
    const asked = ofAll ? live : live.where('cs_sessions.associate_id', '=', associateId);
    return (await asked.execute()).map(sessionOf);
  }

  async remove(loginId: number): Promise<boolean> {
    const { numDeletedRows } = await this.#queries
      .deleteFrom('cs_sessions')
      .where('login_id', '=', loginId)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

function sessionOf(row: Selectable<CsSessionTable>): CsSession {
  return {
    loginId: row.login_id,
    keyHash: row.key_hash,
    associateId: row.associate_id,
    csUserId: row.cs_user_id,
    ticketId: row.ticket_id,
    clientAddress: row.client_address,
    origin: row.origin,
    startedAtMs: row.started_at_ms,
    expiresAtMs: row.expires_at_ms,
    lastActiveAtMs: row.last_active_at_ms,
  };
}
