/** The SQL store of tenants. */
import type { Selectable } from 'kysely';
import { DomainError } from '../domain/errors.ts';
import { foldName } from '../domain/names.ts';
import type { NewTenant, Tenant, TenantStore } from '../domain/tenants/tenant.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import { PreparedQuery, type Slots } from './prepared-query.ts';
import type { TenantTable } from './schema.ts';
import type { StoreContext } from './store-context.ts';
import { TenantQueries, type TenantTableName } from './tenant-queries.ts';

/** A table comes before the tables that it refers to. */
const removalOrder = [
  'cs_sessions',
  'tickets',
  'untrusted_credentials',
  'service_auths',
  'external_tokens',
  'authorization_codes',
  'refresh_tokens',
  'consents',
  'associate_licences',
  'associate_groups',
  'system_users',
  'associate_logins',
  'password_resets',
  'associates',
  'associate_history',
  'persons',
  'contacts',
  'failed_logins',
  'licence_modules',
  'licence_owners',
  'user_groups',
  'data_rights',
  'role_functional_rights',
  'functional_rights',
  'roles',
  'removed_ids',
  'password_policies',
  'tenant_counters',
  'application_tenants',
] as const satisfies readonly TenantTableName[];

const selectLocked = new PreparedQuery((db, given: Slots<Pick<Tenant, 'id'>>, traits) =>
  traits.lockFromChanges(db.selectFrom('tenants').selectAll().where('id', '=', given('id'))),
);

const TENANTS_CHANGED = { kind: 'tenants', key: null } as const;

export class SqlTenantStore implements TenantStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async add({ contextIdentifier, companyName }: NewTenant, nowMs: number): Promise<Tenant> {
    const { db, traits } = this.#context;
    const insert = db
      .insertInto('tenants')
      .values({
        context_identifier: contextIdentifier,
        context_identifier_folded: foldName(contextIdentifier),
        company_name: companyName,
        created_at_ms: nowMs,
        suspended_at_ms: null,
      })
      .returningAll();
    const row = await explainBrokenRule(traits, insert.executeTakeFirstOrThrow(), {
      unique: `There is a tenant "${contextIdentifier}" already. Choose another context identifier.`,
    });
    return tenantOf(row);
  }

  async find(contextIdentifier: string): Promise<Tenant | null> {
    const row = await this.#context.db
      .selectFrom('tenants')
      .selectAll()
      .where('context_identifier_folded', '=', foldName(contextIdentifier))
      .executeTakeFirst();
    return row ? tenantOf(row) : null;
  }

  async lock(id: number): Promise<Tenant> {
    const {
      rows: [row],
    } = await selectLocked.execute(this.#context, { id });
    if (!row) throw noTenant(id);
    return tenantOf(row);
  }

  async list(afterId: number, limit: number): Promise<readonly Tenant[]> {
    const rows = await this.#context.db
      .selectFrom('tenants')
      .selectAll()
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(tenantOf);
  }

  setCompanyName(id: number, companyName: string): Promise<void> {
    return this.#set(id, { company_name: companyName });
  }

  async suspend(id: number, nowMs: number): Promise<void> {
    const update = this.#context.db
      .updateTable('tenants')
      .set((tenant) => ({
        suspended_at_ms: tenant.fn.coalesce('suspended_at_ms', tenant.val(nowMs)),
      }))
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const { numUpdatedRows } = await this.#context.changing(update, TENANTS_CHANGED);
    if (numUpdatedRows === 0n) throw noTenant(id);
  }

  resume(id: number): Promise<void> {
    return this.#set(id, { suspended_at_ms: null });
  }

  async remove(id: number): Promise<void> {
    const removing = this.#context.transaction(async (context) => {
      const queries = new TenantQueries(context, id);
      // Takes the same lock as administration does, before anything else.
      await new SqlTenantStore(context).lock(id);
      await lockTenant(queries);
      for (const table of removalOrder) await queries.deleteFrom(table).execute();
      const removed = context.db.deleteFrom('tenants').where('id', '=', id);
      await removed.execute();
    });
    // All records of the tenant are gone too, so any record may have changed.
    await this.#context.changing(removing, null);
  }

  async #set(
    id: number,
    change: { readonly company_name: string } | { readonly suspended_at_ms: null },
  ): Promise<void> {
    const update = this.#context.db.updateTable('tenants').set(change).where('id', '=', id);
    const updating = update.executeTakeFirstOrThrow();
    const { numUpdatedRows } = await this.#context.changing(updating, TENANTS_CHANGED);
    if (numUpdatedRows === 0n) throw noTenant(id);
  }
}

/** Locks the tenant, so that nobody can add a row that refers to it, its users or its roles. */
async function lockTenant(queries: TenantQueries): Promise<void> {
  const { unrestricted, tenantId, traits } = queries;
  // In the same order as inserts take the locks, which prevents deadlocks.
  const counters = queries.selectFrom('tenant_counters').select('kind').orderBy('kind');
  await traits.lockRows(counters).execute();
  const tenant = unrestricted.selectFrom('tenants').select('id').where('id', '=', tenantId);
  await traits.lockRows(tenant).execute();
  const users = queries.selectFrom('associates').select('id').orderBy('id');
  await traits.lockRows(users).execute();
  const roles = queries.selectFrom('roles').select('id').orderBy('id');
  await traits.lockRows(roles).execute();
}

function noTenant(id: number): DomainError {
  const message = `There is no tenant ${id}. List tenants to see which there are.`;
  return new DomainError('not-found', message);
}

function tenantOf(row: Selectable<TenantTable>): Tenant {
  return {
    id: row.id,
    contextIdentifier: row.context_identifier,
    companyName: row.company_name,
    createdAtMs: row.created_at_ms,
    suspendedAtMs: row.suspended_at_ms,
  };
}
