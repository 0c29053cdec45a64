/**
 * Queries that run on most requests. Building and compiling one takes longer than SQLite takes to
 * execute it, so each is compiled once for each engine. Only the values change.
 */
import {
  type Compilable,
  type CompiledQuery,
  type DialectAdapter,
  type Expression,
  type Kysely,
  type QueryResult,
  sql,
} from 'kysely';
import type { DialectTraits } from './dialect-traits.ts';
import type { Tables } from './schema.ts';
import type { StoreContext } from './store-context.ts';

/** Makes a placeholder for a value that is passed to `execute`. */
export type Slots<V> = <K extends keyof V>(name: K) => Expression<V[K]>;

type QueryContext = Pick<StoreContext, 'db' | 'traits'>;
type QueryBuilder<V, R> = (
  db: Kysely<Tables>,
  given: Slots<V>,
  traits: DialectTraits,
) => Compilable<R>;

class Slot<V> {
  readonly name: keyof V;

  constructor(name: keyof V) {
    this.name = name;
  }
}

export class PreparedQuery<V, R> {
  readonly #build: QueryBuilder<V, R>;
  readonly #compiled = new WeakMap<DialectAdapter, CompiledQuery<R>>();

  /** @param build returns the same query on each call. */
  constructor(build: QueryBuilder<V, R>) {
    this.#build = build;
  }

  /** @param context that of a database or of a transaction, of any engine. */
  execute(context: QueryContext, values: V): Promise<QueryResult<R>> {
    const query = this.#compiledFor(context);
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Slot ? values[parameter.name as keyof V] : parameter,
    );
    return context.db.executeQuery({ ...query, parameters });
  }

  #compiledFor({ db, traits }: QueryContext): CompiledQuery<R> {
    const { adapter } = db.getExecutor();
    const known = this.#compiled.get(adapter);
    if (known) return known;
    const given = <K extends keyof V>(name: K) => sql<V[K]>`${new Slot<V>(name)}`;
    const compiled = this.#build(db, given, traits).compile();
    this.#compiled.set(adapter, compiled);
    return compiled;
  }
}
