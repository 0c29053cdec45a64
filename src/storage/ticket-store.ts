/** Session tickets, on SQL. */
import type { Expression, ExpressionBuilder, Kysely, Selectable, SqlBool } from 'kysely';
import type { Ticket, TicketStore, TicketUse } from '../domain/ticket.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Tables, TicketTable } from './schema.ts';

type Condition = (where: ExpressionBuilder<Tables, 'tickets'>) => Expression<SqlBool>;

export class SqlTicketStore implements TicketStore {
  readonly #db: Kysely<Tables>;
  readonly #traits: DialectTraits;

  constructor(db: Kysely<Tables>, traits: DialectTraits) {
    this.#db = db;
    this.#traits = traits;
  }

  async add(ticket: Ticket): Promise<void> {
    const insert = this.#db.insertInto('tickets').values(rowOf(ticket));
    await explainBrokenRule(this.#traits, insert.execute(), {
      unique: `There is a ticket ${ticket.id} already. Give each ticket a new id.`,
      'foreign-key': `There is no user ${ticket.associateId}. List users to see which there are.`,
    });
  }

  async find(id: string): Promise<Ticket | null> {
    const row = await this.#db
      .selectFrom('tickets')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? ticketOf(row) : null;
  }

  async recordUse(id: string, use: TicketUse): Promise<void> {
    const { expiresAtMs } = use;
    await this.#db
      .updateTable('tickets')
      .set((ticket) => ({
        // Two nodes may write in another order than they were asked in.
        expires_at_ms: ticket
          .case()
          .when('expires_at_ms', '<', expiresAtMs)
          .then(expiresAtMs)
          .else(ticket.ref('expires_at_ms'))
          .end(),
        last_used_at_ms: use.lastUsedAtMs,
        last_used_from: use.lastUsedFrom,
        last_used_by: use.lastUsedBy,
      }))
      .where('id', '=', id)
      .execute();
  }

  async listLive(nowMs: number, limit: number, associateId?: number): Promise<readonly Ticket[]> {
    const live = this.#db
      .selectFrom('tickets')
      .innerJoin('associates', (join) =>
        join
          .onRef('associates.id', '=', 'tickets.associate_id')
          .onRef('associates.generation', '=', 'tickets.generation'),
      )
      .selectAll('tickets')
      .where('associates.disabled_at_ms', 'is', null)
      .where('tickets.expires_at_ms', '>', nowMs)
      .orderBy('tickets.last_used_at_ms', 'desc')
      .orderBy('tickets.id')
      .limit(limit);
    const ofAll = associateId === undefined;
    const asked = ofAll ? live : live.where('tickets.associate_id', '=', associateId);
    return (await asked.execute()).map(ticketOf);
  }

  remove(id: string): Promise<number> {
    // The children are named too, because the ticket itself may have been swept away.
    return this.#removeTree((where) => where('id', '=', id).or('parent_id', '=', id));
  }

  removeOfAssociate(associateId: number): Promise<number> {
    return this.#removeTree((where) => where('associate_id', '=', associateId));
  }

  removeExpired(nowMs: number, limit: number): Promise<number> {
    return this.#db.transaction().execute(async (transaction) => {
      const expired = await transaction
        .selectFrom('tickets')
        .select('id')
        .where('expires_at_ms', '<=', nowMs)
        .orderBy('expires_at_ms')
        .limit(limit)
        .execute();
      // One after the other, so that of a chain of expired ones none is lost from the middle.
      for (const { id } of expired) {
        await transaction
          .updateTable('tickets')
          .set((child) => ({
            parent_id: child
              .selectFrom('tickets as parent')
              .select('parent.parent_id')
              .where('parent.id', '=', id),
          }))
          .where('parent_id', '=', id)
          .execute();
        await transaction.deleteFrom('tickets').where('id', '=', id).execute();
      }
      return expired.length;
    });
  }

  /** Removes the tickets on which the condition holds, and all derived from them. */
  async #removeTree(condition: Condition): Promise<number> {
    const { numDeletedRows } = await this.#db
      .withRecursive('ended', (db) =>
        db
          .selectFrom('tickets')
          .select('id')
          .where(condition)
          .union(
            db
              .selectFrom('tickets as child')
              .innerJoin('ended', 'ended.id', 'child.parent_id')
              .select('child.id'),
          ),
      )
      .deleteFrom('tickets')
      .where('id', 'in', (ended) => ended.selectFrom('ended').select('ended.id'))
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}

function rowOf(ticket: Ticket): Selectable<TicketTable> {
  return {
    id: ticket.id,
    secret_hash: ticket.secretHash,
    associate_id: ticket.associateId,
    generation: ticket.generation,
    parent_id: ticket.parentId,
    issued_at_ms: ticket.issuedAtMs,
    expires_at_ms: ticket.expiresAtMs,
    last_used_at_ms: ticket.lastUsedAtMs,
    last_used_from: ticket.lastUsedFrom,
    last_used_by: ticket.lastUsedBy,
  };
}

function ticketOf(row: Selectable<TicketTable>): Ticket {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    associateId: row.associate_id,
    generation: row.generation,
    parentId: row.parent_id,
    issuedAtMs: row.issued_at_ms,
    expiresAtMs: row.expires_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
    lastUsedFrom: row.last_used_from,
    lastUsedBy: row.last_used_by,
  };
}
