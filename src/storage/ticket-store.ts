/** The SQL store of a tenant's session tickets. */
import type { Selectable } from 'kysely';
import type {
  GenerationStep,
  Ticket,
  TicketState,
  TicketStore,
  TicketUse,
} from '../domain/sessions/ticket.ts';
import { CountedQuery } from './counted-query.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Slots } from './prepared-query.ts';
import type { TicketTable } from './schema.ts';
import type { StoreContext } from './store-context.ts';
import { PreparedTenantQuery, TenantQueries, TenantScope } from './tenant-queries.ts';
import { removeTicketsOfAssociate, removeTicketTrees, selectTicketKeys } from './ticket-trees.ts';

interface Rows {
  readonly tenantId: number;
  readonly tickets: readonly Ticket[];
}

const insertTickets = new CountedQuery({
  countOf: ({ tickets }: Rows) => tickets.length,
  build: (db, { tenantId, tickets }) =>
    new TenantScope(db, tenantId).insertInto('tickets', tickets.map(rowOf)),
  parametersOf: ({ tenantId, tickets }) =>
    tickets.flatMap((ticket) => [...Object.values(rowOf(ticket)), tenantId]),
});

interface HeldIds {
  readonly tenantId: number;
  readonly traits: DialectTraits;
  readonly ids: readonly string[];
}

const selectHeld = new CountedQuery({
  countOf: ({ ids }: HeldIds) => ids.length,
  build: (db, { tenantId, traits, ids }) => {
    const found = new TenantScope(db, tenantId).selectFrom('tickets').select('id');
    // In the order in which removals lock tickets, to avoid deadlocks.
    return traits.shareFromRemoval(found.where('id', 'in', ids).orderBy('id'));
  },
  parametersOf: ({ tenantId, ids }) => [tenantId, ...ids],
});

const selectTicket = new PreparedTenantQuery((tenant, given: Slots<Pick<Ticket, 'id'>>) =>
  tenant.selectFrom('tickets').selectAll().where('id', '=', given('id')),
);

const stateColumns = [
  'id',
  'secret_hash',
  'associate_id',
  'generation',
  'tokens_from_ms',
  'issued_at_ms',
  'expires_at_ms',
  'last_used_at_ms',
] as const;

const selectState = new PreparedTenantQuery((tenant, given: Slots<Pick<Ticket, 'id'>>) =>
  tenant.selectFrom('tickets').select(stateColumns).where('id', '=', given('id')),
);

const selectLocked = new PreparedTenantQuery((tenant, given: Slots<Pick<Ticket, 'id'>>, traits) =>
  traits.lockRows(tenant.selectFrom('tickets').select('id').where('id', '=', given('id'))),
);

type RecordedUse = TicketUse & Pick<Ticket, 'id'> & { readonly unlessUsedAfterMs: number };

const updateUse = new PreparedTenantQuery((tenant, given: Slots<RecordedUse>) =>
  tenant
    .updateTable('tickets')
    .set((ticket) => ({
      // Two nodes may write in a different order than the requests came in.
      expires_at_ms: ticket
        .case()
        .when('expires_at_ms', '<', given('expiresAtMs'))
        .then(given('expiresAtMs'))
        .else(ticket.ref('expires_at_ms'))
        .end(),
      last_used_at_ms: given('lastUsedAtMs'),
      last_used_from: given('lastUsedFrom'),
      last_used_by: given('lastUsedBy'),
    }))
    .where('id', '=', given('id'))
    .where('last_used_at_ms', '<=', given('unlessUsedAfterMs')),
);

export class SqlTicketStore implements TicketStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async add(...tickets: readonly Ticket[]): Promise<void> {
    const { tenantId, unrestricted, traits } = this.#queries;
    const ids = tickets.map(({ id }) => id).join(', ');
    const users = tickets.map(({ associateId }) => associateId).join(', ');
    await explainBrokenRule(traits, insertTickets.execute(unrestricted, { tenantId, tickets }), {
      unique: `There is a ticket ${ids} already. Give each ticket a new id.`,
      'foreign-key': `There is no user ${users}. List users to see which there are.`,
    });
  }

  async find(id: string): Promise<Ticket | null> {
    const [row] = await this.#queries.run(selectTicket, { id });
    return row ? ticketOf(row) : null;
  }

  async findState(id: string): Promise<TicketState | null> {
    const [row] = await this.#queries.run(selectState, { id });
    return row ? stateOf(row) : null;
  }

  async findOfAccessToken(accessTokenId: string): Promise<Ticket | null> {
    const row = await this.#queries
      .selectFrom('tickets')
      .selectAll()
      .where('access_token_id', '=', accessTokenId)
      .limit(1)
      .executeTakeFirst();
    return row ? ticketOf(row) : null;
  }

  async recordUse(id: string, use: TicketUse, unlessUsedAfterMs: number): Promise<void> {
    const update = this.#queries.run(updateUse, { ...use, id, unlessUsedAfterMs });
    await this.#queries.changing(update, { kind: 'tickets', key: id });
  }

  async expire(id: string, atMs: number): Promise<boolean> {
    const update = this.#queries
      .updateTable('tickets')
      .set({ expires_at_ms: atMs })
      .where('id', '=', id)
      .where('expires_at_ms', '>', atMs)
      .executeTakeFirst();
    const { numUpdatedRows } = await this.#queries.changing(update, { kind: 'tickets', key: id });
    return numUpdatedRows > 0n;
  }

  async carryOver(
    { id, associateId }: Pick<Ticket, 'id' | 'associateId'>,
    { fromGeneration, toGeneration, tokensFromMs }: GenerationStep,
  ): Promise<void> {
    const update = this.#queries
      .updateTable('tickets')
      .set({ generation: toGeneration, tokens_from_ms: tokensFromMs })
      .where('id', '=', id)
      .where('associate_id', '=', associateId)
      .where('generation', '=', fromGeneration)
      .execute();
    await this.#queries.changing(update, { kind: 'tickets', key: id });
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

  /** A single statement is a transaction of its own. */
  async exists(id: string): Promise<boolean> {
    const [row] = await this.#queries.run(selectLocked, { id });
    return row !== undefined;
  }

  async lockExisting(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const { tenantId, traits, unrestricted } = this.#queries;
    const { rows } = await selectHeld.execute(unrestricted, { tenantId, traits, ids });
    return new Set(rows.map(({ id }) => id));
  }

  remove(id: string): Promise<number> {
    return this.#queries.transaction((queries) => {
      const keys = selectTicketKeys(queries);
      // The children are selected too, because the ticket itself may have been removed.
      const roots = keys.where('id', '=', id).union(keys.where('parent_id', '=', id));
      return removeTicketTrees(queries, roots);
    });
  }

  removeOfAssociate(associateId: number): Promise<number> {
    return this.#queries.transaction((queries) => removeTicketsOfAssociate(queries, associateId));
  }

  removeOfAccessToken(accessTokenId: string): Promise<number> {
    return this.#queries.transaction((queries) => {
      const keys = selectTicketKeys(queries);
      const roots = keys.where('access_token_id', '=', accessTokenId);
      return removeTicketTrees(queries, roots);
    });
  }
}

/** Columns are always in the same order, as the compiled inserts need. */
function rowOf(ticket: Ticket) {
  return {
    id: ticket.id,
    secret_hash: ticket.secretHash,
    associate_id: ticket.associateId,
    generation: ticket.generation,
    parent_id: ticket.parentId,
    access_token_id: ticket.accessTokenId,
    tokens_from_ms: ticket.tokensFromMs,
    issued_at_ms: ticket.issuedAtMs,
    expires_at_ms: ticket.expiresAtMs,
    last_used_at_ms: ticket.lastUsedAtMs,
    last_used_from: ticket.lastUsedFrom,
    last_used_by: ticket.lastUsedBy,
  };
}

function ticketOf(row: Selectable<TicketTable>): Ticket {
  return {
    ...stateOf(row),
    parentId: row.parent_id,
    accessTokenId: row.access_token_id,
    lastUsedFrom: row.last_used_from,
    lastUsedBy: row.last_used_by,
  };
}

function stateOf(row: Pick<Selectable<TicketTable>, (typeof stateColumns)[number]>): TicketState {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    associateId: row.associate_id,
    generation: row.generation,
    tokensFromMs: row.tokens_from_ms,
    issuedAtMs: row.issued_at_ms,
    expiresAtMs: row.expires_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
  };
}
