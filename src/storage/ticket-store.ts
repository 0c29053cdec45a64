/** A tenant's session tickets, on SQL. */
import type { Kysely, Selectable } from 'kysely';
import type { Ticket, TicketStore, TicketUse } from '../domain/ticket.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Tables, TicketTable } from './schema.ts';
import { TenantQueries } from './tenant-queries.ts';
import { removeTicketsOfAssociate, removeTicketTrees, selectTicketKeys } from './ticket-trees.ts';

export class SqlTicketStore implements TicketStore {
  readonly #queries: TenantQueries;
  readonly #traits: DialectTraits;

  constructor(db: Kysely<Tables>, traits: DialectTraits, tenantId: number) {
    this.#queries = new TenantQueries(db, tenantId);
    this.#traits = traits;
  }

  async add(ticket: Ticket): Promise<void> {
    const insert = this.#queries.insertInto('tickets', rowOf(ticket));
    await explainBrokenRule(this.#traits, insert.execute(), {
      unique: `There is a ticket ${ticket.id} already. Give each ticket a new id.`,
      'foreign-key': `There is no user ${ticket.associateId}. List users to see which there are.`,
    });
  }

  async find(id: string): Promise<Ticket | null> {
    const row = await this.#queries
      .selectFrom('tickets')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? ticketOf(row) : null;
  }

  async recordUse(id: string, use: TicketUse, unlessUsedAfterMs: number): Promise<void> {
    const { expiresAtMs } = use;
    await this.#queries
      .updateTable('tickets')
      .set((ticket) => ({
        // Two nodes may write in another order than they were asked in.
        expires_at_ms: ticket
          .case()
          .when('expires_at_ms', '<', expiresAtMs)
          .then(ticket.val(expiresAtMs))
          .else(ticket.ref('expires_at_ms'))
          .end(),
        last_used_at_ms: use.lastUsedAtMs,
        last_used_from: use.lastUsedFrom,
        last_used_by: use.lastUsedBy,
      }))
      .where('id', '=', id)
      .where('last_used_at_ms', '<=', unlessUsedAfterMs)
      .execute();
  }

  async listLive(nowMs: number, limit: number, associateId?: number): Promise<readonly Ticket[]> {
    const live = this.#queries
      .selectFrom('tickets')
      .innerJoin('associates', (join) =>
        join
          .onRef('associates.tenant_id', '=', 'tickets.tenant_id')
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

  stands(id: string): Promise<boolean> {
    return this.#queries.transaction(async (queries) => {
      const ticket = queries.selectFrom('tickets').select('id').where('id', '=', id);
      return (await this.#traits.lockRows(ticket).execute()).length > 0;
    });
  }

  remove(id: string): Promise<number> {
    return this.#queries.transaction((queries) => {
      const keys = selectTicketKeys(queries);
      // The children are named too, because the ticket itself may have been swept away.
      const roots = keys.where('id', '=', id).union(keys.where('parent_id', '=', id));
      return removeTicketTrees(queries, this.#traits, roots);
    });
  }

  removeOfAssociate(associateId: number): Promise<number> {
    return this.#queries.transaction((queries) =>
      removeTicketsOfAssociate(queries, this.#traits, associateId),
    );
  }

  removeOfAccessToken(accessTokenId: string): Promise<number> {
    return this.#queries.transaction((queries) => {
      const keys = selectTicketKeys(queries);
      const roots = keys.where('access_token_id', '=', accessTokenId);
      return removeTicketTrees(queries, this.#traits, roots);
    });
  }
}

function rowOf(ticket: Ticket): Omit<Selectable<TicketTable>, 'tenant_id'> {
  return {
    id: ticket.id,
    secret_hash: ticket.secretHash,
    associate_id: ticket.associateId,
    generation: ticket.generation,
    parent_id: ticket.parentId,
    access_token_id: ticket.accessTokenId,
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
    accessTokenId: row.access_token_id,
    issuedAtMs: row.issued_at_ms,
    expiresAtMs: row.expires_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
    lastUsedFrom: row.last_used_from,
    lastUsedBy: row.last_used_by,
  };
}
