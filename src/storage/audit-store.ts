/** The audit trail, on SQL. */
import type { Kysely, Selectable } from 'kysely';
import { foldName } from '../domain/associate.ts';
import type {
  AuditDetail,
  AuditEvent,
  AuditFilter,
  AuditRange,
  AuditStore,
  StoredAuditEvent,
} from '../domain/audit.ts';
import type { AuditEventTable, Tables } from './schema.ts';

/** Rows in one statement: some databases take 32,766 values. */
const ROWS_MAX = 500;

export class SqlAuditStore implements AuditStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    if (events.length <= ROWS_MAX) return insert(this.#db, events);
    await this.#db.transaction().execute(async (transaction) => {
      for (let start = 0; start < events.length; start += ROWS_MAX) {
        await insert(transaction, events.slice(start, start + ROWS_MAX));
      }
    });
  }

  async listLatest(filter: AuditFilter, limit: number): Promise<readonly StoredAuditEvent[]> {
    const rows = await this.#select(filter).orderBy('id', 'desc').limit(limit).execute();
    return rows.map(eventOf);
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

  #select({ tenant, user, outcome }: AuditFilter) {
    let query = this.#db.selectFrom('audit_events').selectAll();
    if (tenant !== undefined) query = query.where('tenant_folded', '=', foldName(tenant));
    if (user !== undefined) query = query.where('user_name_folded', '=', foldName(user));
    if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    return query;
  }
}

async function insert(db: Kysely<Tables>, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db.insertInto('audit_events').values(events.map(rowOf)).execute();
}

function rowOf(event: AuditEvent): Omit<Selectable<AuditEventTable>, 'id'> {
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
