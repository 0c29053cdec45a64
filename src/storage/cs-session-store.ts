/** CS sessions, on SQL. */
import type { Kysely } from 'kysely';
import type { CsSession, CsSessionStore, NewCsSession } from '../domain/cs-session.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Tables } from './schema.ts';

export class SqlCsSessionStore implements CsSessionStore {
  readonly #db: Kysely<Tables>;
  readonly #traits: DialectTraits;

  constructor(db: Kysely<Tables>, traits: DialectTraits) {
    this.#db = db;
    this.#traits = traits;
  }

  async add(session: NewCsSession): Promise<number> {
    const insert = this.#db
      .insertInto('cs_sessions')
      .values({
        key_hash: session.keyHash,
        associate_id: session.associateId,
        cs_user_id: session.csUserId,
        ticket_id: session.ticketId,
        client_address: session.clientAddress,
        origin: session.origin,
        started_at_ms: session.startedAtMs,
        last_active_at_ms: session.startedAtMs,
      })
      .returning('login_id');
    const row = await explainBrokenRule(this.#traits, insert.executeTakeFirstOrThrow(), {
      'foreign-key': `There is no user ${session.associateId}. List users to see which there are.`,
    });
    return row.login_id;
  }

  async find(loginId: number): Promise<CsSession | null> {
    const row = await this.#db
      .selectFrom('cs_sessions')
      .selectAll()
      .where('login_id', '=', loginId)
      .executeTakeFirst();
    if (!row) return null;
    return {
      loginId: row.login_id,
      keyHash: row.key_hash,
      associateId: row.associate_id,
      csUserId: row.cs_user_id,
      ticketId: row.ticket_id,
      clientAddress: row.client_address,
      origin: row.origin,
      startedAtMs: row.started_at_ms,
      lastActiveAtMs: row.last_active_at_ms,
    };
  }
}
