/** The SQL store of the failed logins at a tenant, or at the console. */
import type { Selectable } from 'kysely';
import type {
  FailedLoginStore,
  FailedLogins,
  FailureKey,
  FailureRule,
} from '../domain/login/failed-login.ts';
import type { FailedLoginTable } from './schema.ts';
import type { StoreContext } from './store-context.ts';
import { TenantQueries } from './tenant-queries.ts';

/** Stands for the console in place of a tenant's id, which is at least 1. */
export const CONSOLE_ID = 0;

export class SqlFailedLoginStore implements FailedLoginStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async find(
    nameHashes: readonly string[],
    networks: readonly string[],
  ): Promise<readonly FailedLogins[]> {
    const rows = await this.#queries
      .selectFrom('failed_logins')
      .selectAll()
      .where('name_hash', 'in', nameHashes)
      .where('network', 'in', networks)
      .execute();
    return rows.map(failedLoginsOf);
  }

  async listOfName(nameHash: string): Promise<readonly FailedLogins[]> {
    const rows = await this.#queries
      .selectFrom('failed_logins')
      .selectAll()
      .where('name_hash', '=', nameHash)
      .orderBy('network')
      .execute();
    return rows.map(failedLoginsOf);
  }

  count(
    failures: readonly (FailureKey & FailureRule)[],
    nowMs: number,
  ): Promise<readonly FailedLogins[]> {
    // All transactions use the same order, which prevents deadlocks.
    const sorted = failures.toSorted((a, b) => compareKeys(a, b));
    return this.#queries.transaction(async (queries) => {
      const counted: FailedLogins[] = [];
      for (const failure of sorted) counted.push(await countOne(queries, failure, nowMs));
      return counted;
    });
  }

  async remember({ nameHash, network }: FailureKey, untilMs: number): Promise<void> {
    const row = { forgotten_at_ms: untilMs, locked_until_ms: null };
    await this.#queries
      .insertInto('failed_logins', { name_hash: nameHash, network, ...row })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'name_hash', 'network']).doUpdateSet(row),
      )
      .execute();
  }

  async remove({ nameHash, network }: FailureKey): Promise<void> {
    await this.#queries
      .deleteFrom('failed_logins')
      .where('name_hash', '=', nameHash)
      .where('network', '=', network)
      .execute();
  }

  async removeOfName(nameHash: string): Promise<number> {
    const { numDeletedRows } = await this.#queries
      .deleteFrom('failed_logins')
      .where('name_hash', '=', nameHash)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}

/** Counts the failure in one atomic statement, which reads the stored row and updates it. */
async function countOne(
  queries: TenantQueries,
  { nameHash, network, failuresMax, forgetMs, lockMs }: FailureKey & FailureRule,
  nowMs: number,
): Promise<FailedLogins> {
  const lockedUntilMs = nowMs + lockMs;
  /** If the row is kept until later than this, the next failure reaches the limit. */
  const nearlyFullMs = nowMs + (failuresMax - 2) * forgetMs;
  const row = await queries
    .insertInto('failed_logins', {
      name_hash: nameHash,
      network,
      forgotten_at_ms: nowMs + forgetMs,
      locked_until_ms: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'name_hash', 'network']).doUpdateSet((stored) => ({
        forgotten_at_ms: stored
          .case()
          .when('failed_logins.forgotten_at_ms', '>', nowMs)
          .then(stored('failed_logins.forgotten_at_ms', '+', forgetMs))
          .else(stored.val(nowMs + forgetMs))
          .end(),
        locked_until_ms: stored
          .case()
          .when('failed_logins.forgotten_at_ms', '>', nearlyFullMs)
          .then(stored.val(lockedUntilMs))
          .else(stored.ref('failed_logins.locked_until_ms'))
          .end(),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return failedLoginsOf(row);
}

function compareKeys(a: FailureKey, b: FailureKey): number {
  const [first, second] = [`${a.nameHash}\n${a.network}`, `${b.nameHash}\n${b.network}`];
  return first < second ? -1 : Number(first > second);
}

function failedLoginsOf(row: Selectable<FailedLoginTable>): FailedLogins {
  return {
    nameHash: row.name_hash,
    network: row.network,
    forgottenAtMs: row.forgotten_at_ms,
    lockedUntilMs: row.locked_until_ms,
  };
}
