/** The SQL store of the audit trail. */
import type { Selectable } from 'kysely';
import type {
  AuditDetail,
  AuditEvent,
  AuditFilter,
  AuditRange,
  AuditStore,
  AuditWindow,
  StoredAuditEvent,
} from '../domain/audit/audit.ts';
import { foldName } from '../domain/names.ts';
import { CountedQuery } from './counted-query.ts';
import type { AuditEventTable } from './schema.ts';
import type { StoreContext } from './store-context.ts';

/** The most rows in one statement. SQLite takes 32,766 values at most. */
const ROWS_MAX = 500;

type EventRow = Omit<Selectable<AuditEventTable>, 'id'>;

const insertEvents = new CountedQuery({
  countOf: (rows: readonly EventRow[]) => rows.length,
  build: (db, rows) => db.insertInto('audit_events').values(rows),
  parametersOf: (rows) => rows.flatMap((row) => Object.values(row)),
});

export class SqlAuditStore implements AuditStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    const rows = events.map(rowOf);
    if (rows.length === 0) return;
    if (rows.length <= ROWS_MAX) {
      await insertEvents.execute(this.#context.db, rows);
      return;
    }
    await this.#context.transaction(async ({ db: transaction }) => {
      for (let start = 0; start < rows.length; start += ROWS_MAX) {
        await insertEvents.execute(transaction, rows.slice(start, start + ROWS_MAX));
      }
    });
  }

  async listLatest(
    filter: AuditFilter,
    limit: number,
    { sinceMs, untilMs, beforeId }: AuditWindow = {},
  ): Promise<readonly StoredAuditEvent[]> {
    const latest = this.#select(filter)
      .$if(sinceMs !== undefined, (query) => query.where('at_ms', '>=', sinceMs ?? 0))
      .$if(untilMs !== undefined, (query) => query.where('at_ms', '<', untilMs ?? 0))
      .$if(beforeId !== undefined, (query) => query.where('id', '<', beforeId ?? 0))
      .orderBy('id', 'desc');
    return (await latest.limit(limit).execute()).map(eventOf);
  }

  async listAfter(
    filter: AuditFilter,
    id: number,
    limit: number,
  ): Promise<readonly StoredAuditEvent[]> {
    const later = this.#select(filter).where('id', '>', id);
    return (await later.orderBy('id').limit(limit).execute()).map(eventOf);
  }

  async listRange(
    filter: AuditFilter,
    { sinceMs, untilMs, after }: AuditRange,
    limit: number,
  ): Promise<readonly StoredAuditEvent[]> {
    const startMs = Math.max(sinceMs, after?.atMs ?? sinceMs);
    const within = this.#select(filter)
      .where('at_ms', '>=', startMs)
      .where('at_ms', '<', untilMs)
      .orderBy('at_ms')
      .orderBy('id')
      .limit(limit);
    const page = after
      ? within.where((event) => event('at_ms', '>', after.atMs).or('id', '>', after.id))
      : within;
    return (await page.execute()).map(eventOf);
  }

  #select({ tenant, user, outcome, action }: AuditFilter) {
    let query = this.#context.db.selectFrom('audit_events').selectAll();
    if (tenant !== undefined) query = query.where('tenant_folded', '=', foldName(tenant));
    if (user !== undefined) query = query.where('user_name_folded', '=', foldName(user));
    if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    if (action !== undefined) query = query.where('action', '=', action);
    return query;
  }
}

/** Columns are always in the same order, as the compiled inserts need. */
function rowOf(event: AuditEvent): EventRow {
  return {
    at_ms: event.atMs,
    action: event.action,
    outcome: event.outcome,
    tenant: event.tenant,
    tenant_folded: event.tenant === null ? null : foldName(event.tenant),
    user_name: event.user,
    user_name_folded: event.user === null ? null : foldName(event.user),
    application: event.application,
    address: event.address,
    user_agent: event.userAgent,
    request_id: event.requestId,
    operator: event.operator,
    detail: JSON.stringify(event.detail),
    count: event.count,
  };
}

function eventOf(row: Selectable<AuditEventTable>): StoredAuditEvent {
  return {
    id: row.id,
    atMs: row.at_ms,
    action: row.action,
    outcome: row.outcome,
    tenant: row.tenant,
    user: row.user_name,
    application: row.application,
    address: row.address,
    userAgent: row.user_agent,
    requestId: row.request_id,
    operator: row.operator,
    detail: JSON.parse(row.detail) as AuditDetail,
    count: row.count,
  };
}
