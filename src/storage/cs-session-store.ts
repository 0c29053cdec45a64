/** A tenant's CS sessions, on SQL. */
import type { Kysely, Selectable } from 'kysely';
import type { CsSession, CsSessionStore, NewCsSession } from '../domain/cs-session.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { CsSessionTable, Tables } from './schema.ts';
import { TenantQueries } from './tenant-queries.ts';

export class SqlCsSessionStore implements CsSessionStore {
  readonly #queries: TenantQueries;
  readonly #traits: DialectTraits;

  constructor(db: Kysely<Tables>, traits: DialectTraits, tenantId: number) {
    this.#queries = new TenantQueries(db, tenantId);
    this.#traits = traits;
  }

  async add(session: NewCsSession): Promise<number> {
    const insert = this.#queries
      .insertInto('cs_sessions', {
        key_hash: session.keyHash,
        associate_id: session.associateId,
        cs_user_id: session.csUserId,
        ticket_id: session.ticketId,
        client_address: session.clientAddress,
        origin: session.origin,
        started_at_ms: session.startedAtMs,
        expires_at_ms: session.expiresAtMs,
        last_active_at_ms: session.startedAtMs,
      })
      .returning('login_id');
    const row = await explainBrokenRule(this.#traits, insert.executeTakeFirstOrThrow(), {
      'foreign-key': `There is no user ${session.associateId}. List users to see which there are.`,
    });
    return row.login_id;
  }

  async find(loginId: number): Promise<CsSession | null> {
    const row = await this.#queries
      .selectFrom('cs_sessions')
      .selectAll()
      .where('login_id', '=', loginId)
      .executeTakeFirst();
    return row ? sessionOf(row) : null;
  }

  async recordUse(loginId: number, lastActiveAtMs: number): Promise<void> {
    await this.#queries
      .updateTable('cs_sessions')
      .set({ last_active_at_ms: lastActiveAtMs })
      .where('login_id', '=', loginId)
      // Two nodes may write in another order than they were asked in.
      .where('last_active_at_ms', '<', lastActiveAtMs)
      .execute();
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
