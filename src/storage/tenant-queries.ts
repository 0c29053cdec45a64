/**
 * Where every query of a tenant's stores begins, so that none forgets whose rows it may touch.
 *
 * It restricts the table that a query begins with. What is joined to it must be joined by its
 * `tenant_id` as well.
 */
import {
  type Compilable,
  type DeleteQueryBuilder,
  type DeleteResult,
  type Expression,
  type InsertObject,
  type InsertQueryBuilder,
  type InsertResult,
  type Kysely,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
  type UpdateQueryBuilder,
  type UpdateResult,
} from 'kysely';
import type { Change } from '../domain/change-feed.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { PreparedQuery, type Slots } from './prepared-query.ts';
import type { Tables } from './schema.ts';
import type { StoreContext } from './store-context.ts';

/** The tables whose rows belong to tenants. */
export type TenantTableName = {
  [T in keyof Tables]: Tables[T] extends { readonly tenant_id: number } ? T : never;
}[keyof Tables];

/** A row to add, but for the tenant. */
type NewRow<T extends TenantTableName> = Omit<InsertObject<Tables, T>, 'tenant_id'>;

interface TenantValue {
  readonly tenantId: number;
}

type NoColumns = Record<never, never>;

/** The rows of one tenant, which may be one that is named only when the query is executed. */
export class TenantScope {
  /** For a query that begins with no table. It must restrict what it reads itself. */
  readonly unrestricted: Kysely<Tables>;
  readonly #tenant: number | Expression<number>;

  constructor(db: Kysely<Tables>, tenant: number | Expression<number>) {
    this.unrestricted = db;
    this.#tenant = tenant;
  }

  // The compiler cannot follow Kysely's types of a query over a table that is not known yet; for
  // each table they are those that stand here.

  selectFrom<T extends TenantTableName>(table: T): SelectQueryBuilder<Tables, T, NoColumns> {
    const query = this.unrestricted.selectFrom<TenantTableName>(table);
    return query.where(this.#isOurs(table)) as unknown as SelectQueryBuilder<Tables, T, NoColumns>;
  }

  updateTable<T extends TenantTableName>(table: T): UpdateQueryBuilder<Tables, T, T, UpdateResult> {
    const query = this.unrestricted.updateTable<TenantTableName>(table).where(this.#isOurs(table));
    return query as unknown as UpdateQueryBuilder<Tables, T, T, UpdateResult>;
  }

  deleteFrom<T extends TenantTableName>(table: T): DeleteQueryBuilder<Tables, T, DeleteResult> {
    const query = this.unrestricted.deleteFrom<TenantTableName>(table).where(this.#isOurs(table));
    return query as unknown as DeleteQueryBuilder<Tables, T, DeleteResult>;
  }

  /** Adds one row or several. */
  insertInto<T extends TenantTableName>(
    table: T,
    rows: NewRow<T> | readonly NewRow<T>[],
  ): InsertQueryBuilder<Tables, T, InsertResult> {
    const ours = [rows].flat().map((row) => ({ ...(row as object), tenant_id: this.#tenant }));
    return this.unrestricted.insertInto(table).values(ours as unknown as InsertObject<Tables, T>[]);
  }

  #isOurs(table: TenantTableName) {
    return sql<SqlBool>`${sql.ref(`${table}.tenant_id`)} = ${this.#tenant}`;
  }
}

export class TenantQueries extends TenantScope {
  readonly tenantId: number;
  readonly #context: StoreContext;

  constructor(context: StoreContext, tenantId: number) {
    super(context.db, tenantId);
    this.#context = context;
    this.tenantId = tenantId;
  }

  get traits(): DialectTraits {
    return this.#context.traits;
  }

  /** See `StoreContext.changing`. */
  changing<T>(work: Promise<T>, ...changes: readonly (Change | null)[]): Promise<T> {
    return this.#context.changing(work, ...changes);
  }

  tell(changes: readonly (Change | null)[]): void {
    this.#context.tell(changes);
  }

  async run<V, R>(query: PreparedTenantQuery<V, R>, values: V): Promise<readonly R[]> {
    const { rows } = await query.execute(this.unrestricted, { ...values, tenantId: this.tenantId });
    return rows;
  }

  transaction<R>(work: (queries: TenantQueries) => Promise<R>): Promise<R> {
    return this.#context.transaction((context) => work(new TenantQueries(context, this.tenantId)));
  }
}

/** One for all tenants. */
export class PreparedTenantQuery<V, R> extends PreparedQuery<V & TenantValue, R> {
  constructor(build: (tenant: TenantScope, given: Slots<V>) => Compilable<R>) {
    super((db, given) => build(new TenantScope(db, given('tenantId')), given));
  }
}
