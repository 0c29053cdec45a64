/**
 * The start of every query of a tenant's stores. It restricts the query to the tenant's rows.
 *
 * Only the first table of a query is restricted. Joined tables must be joined by `tenant_id` too.
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
import { CountedQuery } from './counted-query.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { PreparedQuery, type Slots } from './prepared-query.ts';
import type { Tables } from './schema.ts';
import type { StoreContext } from './store-context.ts';

/** The tables whose rows belong to tenants. */
export type TenantTableName = {
  [T in keyof Tables]: Tables[T] extends { readonly tenant_id: number } ? T : never;
}[keyof Tables];

/** A new row without its tenant id. */
type NewRow<T extends TenantTableName> = Omit<InsertObject<Tables, T>, 'tenant_id'>;

interface TenantValue {
  readonly tenantId: number;
}

type NoColumns = Record<never, never>;

/** The rows of one tenant. The tenant may be a value that is given when the query is executed. */
export class TenantScope {
  /** For queries that begin without a table. They must add the restriction themselves. */
  readonly unrestricted: Kysely<Tables>;
  readonly #tenant: number | Expression<number>;

  constructor(db: Kysely<Tables>, tenant: number | Expression<number>) {
    this.unrestricted = db;
    this.#tenant = tenant;
  }

  // The compiler cannot infer Kysely's types for a table that is not known yet. For each actual
  // table, the types are those written here.

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

  /** Inserts one or several rows. */
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

  notify(changes: readonly (Change | null)[]): void {
    this.#context.notify(changes);
  }

  async run<V, R>(query: PreparedTenantQuery<V, R>, values: V): Promise<readonly R[]> {
    const { rows } = await query.execute(this.#context, { ...values, tenantId: this.tenantId });
    return rows;
  }

  /** Returns the rows for several ids. An id may be given several times. */
  async runFor<R>(query: PreparedIdsQuery<R>, ids: readonly number[]): Promise<readonly R[]> {
    return ids.length === 0 ? [] : query.execute(this.unrestricted, this.tenantId, ids);
  }

  transaction<R>(work: (queries: TenantQueries) => Promise<R>): Promise<R> {
    return this.#context.transaction((context) => work(new TenantQueries(context, this.tenantId)));
  }
}

/** A prepared query for all tenants. */
export class PreparedTenantQuery<V, R> extends PreparedQuery<V & TenantValue, R> {
  constructor(
    build: (tenant: TenantScope, given: Slots<V>, traits: DialectTraits) => Compilable<R>,
  ) {
    super((db, given, traits) => build(new TenantScope(db, given('tenantId')), given, traits));
  }
}

interface IdsOfTenant {
  readonly tenantId: number;
  readonly ids: readonly number[];
}

const COMPILED_IDS_MAX = 1024;

/**
 * A query for the rows of several ids, for all tenants. It is compiled once for each power of two:
 * the last id is repeated until there are so many. For more than 1,024 ids it is compiled each
 * time. `build` uses the tenant first and then the ids, once and in order, and no other values.
 */
export class PreparedIdsQuery<R> {
  readonly #query: CountedQuery<IdsOfTenant, R>;

  constructor(build: (tenant: TenantScope, ids: readonly number[]) => Compilable<R>) {
    this.#query = new CountedQuery({
      countOf: ({ ids }) => ids.length,
      build: (db, { tenantId, ids }) => build(new TenantScope(db, tenantId), ids),
      parametersOf: ({ tenantId, ids }) => [tenantId, ...ids],
      compiledCountMax: COMPILED_IDS_MAX,
    });
  }

  /** @param given at least one. */
  async execute(
    db: Kysely<Tables>,
    tenantId: number,
    given: readonly number[],
  ): Promise<readonly R[]> {
    const ids = given.length > COMPILED_IDS_MAX ? given : filledUp(given);
    const { rows } = await this.#query.execute(db, { tenantId, ids });
    return rows;
  }
}

function filledUp(ids: readonly number[]): readonly number[] {
  const size = 2 ** Math.ceil(Math.log2(ids.length));
  const last = ids.at(-1) ?? 0;
  return [...ids, ...new Array<number>(size - ids.length).fill(last)];
}
