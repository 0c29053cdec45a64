/** The SQL store that removes expired records of all tenants. */
import type { Kysely, Selectable } from 'kysely';
import type { ExpiredStore } from '../domain/installation.ts';
import type { Tables, TicketTable } from './schema.ts';
import type { StoreContext } from './store-context.ts';

type Descent = Pick<Selectable<TicketTable>, 'id' | 'parent_id'>;

const DAY_MS = 86_400_000;

export class SqlExpiredStore implements ExpiredStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  removeTickets(nowMs: number, limit: number): Promise<number> {
    return this.#context.transaction(async (context) => {
      const transaction = context.db;
      const oldest = transaction
        .selectFrom('tickets')
        .select(['id', 'parent_id'])
        .where('expires_at_ms', '<=', nowMs)
        .orderBy('expires_at_ms')
        .limit(limit);
      // Two nodes could otherwise move a child to a parent that the other node removes.
      await this.#context.traits.beAlone(transaction);
      const expired = await this.#context.traits.lockRows(oldest).execute();
      if (expired.length === 0) return 0;
      const lifted = await liftChildren(transaction, expired);
      context.notify(lifted.map((id) => ({ kind: 'tickets', key: id })));
      const ids = expired.map(({ id }) => id);
      await transaction.deleteFrom('tickets').where('id', 'in', ids).execute();
      return expired.length;
    });
  }

  async removeCsSessions(nowMs: number, idleSinceMs: number, limit: number): Promise<number> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('cs_sessions')
      .where('login_id', 'in', (over) =>
        this.#context.traits.lockRows(
          over
            .selectFrom('cs_sessions')
            .select('login_id')
            .where((session) =>
              session('expires_at_ms', '<=', nowMs).or('last_active_at_ms', '<=', idleSinceMs),
            )
            .limit(limit),
          'skip',
        ),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  async removeRevokedTokens(nowMs: number, limit: number): Promise<number> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('revoked_tokens')
      .where('token_id', 'in', (over) =>
        this.#context.traits.lockRows(
          over
            .selectFrom('revoked_tokens')
            .select('token_id')
            .where('expires_at_ms', '<=', nowMs)
            .orderBy('expires_at_ms')
            .limit(limit),
          'skip',
        ),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  async removeAuditEvents(untilMs: number, limit: number): Promise<number> {
    const { newest } = await this.#context.db
      .selectFrom('audit_events')
      .select(({ fn }) => fn.max('at_ms').as('newest'))
      .executeTakeFirstOrThrow();
    // The database rejects deleting events of the last day.
    const endMs = Math.min(untilMs, Number(newest) - DAY_MS);
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('audit_events')
      .where('id', 'in', (over) =>
        over
          .selectFrom('audit_events')
          .select('id')
          .where('at_ms', '<=', endMs)
          .orderBy('at_ms')
          .limit(limit),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  async removePasswordResets(nowMs: number, limit: number): Promise<number> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('password_resets')
      .where((row) =>
        row(row.refTuple('tenant_id', 'associate_id'), 'in', (over) =>
          over
            .selectFrom('password_resets')
            .select(['tenant_id', 'associate_id'])
            .where('expires_at_ms', '<=', nowMs)
            .orderBy('expires_at_ms')
            .limit(limit)
            .$asTuple('tenant_id', 'associate_id'),
        ),
      )
      // The user may have got another link in the meantime.
      .where('expires_at_ms', '<=', nowMs)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  async removeAuthorizationCodes(nowMs: number, limit: number): Promise<number> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('authorization_codes')
      .where('code_hash', 'in', (over) =>
        over
          .selectFrom('authorization_codes')
          .select('code_hash')
          .where('expires_at_ms', '<=', nowMs)
          .orderBy('expires_at_ms')
          .limit(limit),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  async removeFailedLogins(nowMs: number, limit: number): Promise<number> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('failed_logins')
      .where((row) =>
        row(row.refTuple('tenant_id', 'name_hash', 'network'), 'in', (over) =>
          over
            .selectFrom('failed_logins')
            .select(['tenant_id', 'name_hash', 'network'])
            .where('forgotten_at_ms', '<=', nowMs)
            .orderBy('forgotten_at_ms')
            .limit(limit)
            .$asTuple('tenant_id', 'name_hash', 'network'),
        ),
      )
      // Another login may have failed in the meantime.
      .where('forgotten_at_ms', '<=', nowMs)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  async removeConsoleLinks(nowMs: number, limit: number): Promise<number> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('console_links')
      .where('secret_hash', 'in', (over) =>
        over
          .selectFrom('console_links')
          .select('secret_hash')
          .where('expires_at_ms', '<=', nowMs)
          .limit(limit),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  async removeConsoleSessions(nowMs: number, limit: number): Promise<number> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('console_sessions')
      .where('secret_hash', 'in', (over) =>
        over
          .selectFrom('console_sessions')
          .select('secret_hash')
          .where('idle_ends_at_ms', '<=', nowMs)
          .limit(limit),
      )
      // The operator may have used it in the meantime.
      .where('idle_ends_at_ms', '<=', nowMs)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}

/** When these tickets are removed, moves each remaining child to its nearest remaining ancestor. */
async function liftChildren(
  db: Kysely<Tables>,
  going: readonly Descent[],
): Promise<readonly string[]> {
  const parents = new Map(going.map(({ id, parent_id }) => [id, parent_id]));
  const children = await db
    .selectFrom('tickets')
    .select(['id', 'parent_id'])
    .where('parent_id', 'in', [...parents.keys()])
    .execute();
  const staying = children.filter(({ id }) => !parents.has(id));
  const byAncestor = Map.groupBy(staying, ({ parent_id }) => nearestStaying(parents, parent_id));
  for (const [ancestor, lifted] of byAncestor) {
    const ids = lifted.map(({ id }) => id);
    await db.updateTable('tickets').set({ parent_id: ancestor }).where('id', 'in', ids).execute();
  }
  return staying.map(({ id }) => id);
}

function nearestStaying(
  parentsOfGoing: ReadonlyMap<string, string | null>,
  parentId: string | null,
): string | null {
  let ancestor = parentId;
  // The number of steps is limited, because nothing prevents a cycle of parents.
  for (let steps = 0; steps <= parentsOfGoing.size; steps += 1) {
    const above = ancestor === null ? undefined : parentsOfGoing.get(ancestor);
    if (above === undefined) return ancestor;
    ancestor = above;
  }
  return null;
}
