/**
 * Queries that requests wait for all the time. To build and to compile one takes longer than SQLite
 * takes to answer it, so that it is done once for each engine; then only the values change.
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
import type { Tables } from './schema.ts';

/** Makes the place of a value that is given as the query is executed. */
export type Slots<V> = <K extends keyof V>(name: K) => Expression<V[K]>;

class Slot<V> {
  readonly name: keyof V;

  constructor(name: keyof V) {
    this.name = name;
  }
}

export class PreparedQuery<V, R> {
  readonly #build: (db: Kysely<Tables>, given: Slots<V>) => Compilable<R>;
  readonly #compiled = new WeakMap<DialectAdapter, CompiledQuery<R>>();

  /** @param build answers the same query at each call. */
  constructor(build: (db: Kysely<Tables>, given: Slots<V>) => Compilable<R>) {
    this.#build = build;
  }

  /** @param db a transaction as well, of whatever database. */
  execute(db: Kysely<Tables>, values: V): Promise<QueryResult<R>> {
    const query = this.#compiledFor(db);
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Slot ? values[parameter.name as keyof V] : parameter,
    );
    return db.executeQuery({ ...query, parameters });
  }

  #compiledFor(db: Kysely<Tables>): CompiledQuery<R> {
    const { adapter } = db.getExecutor();
    const known = this.#compiled.get(adapter);
    if (known) return known;
    const given = <K extends keyof V>(name: K) => sql<V[K]>`${new Slot<V>(name)}`;
    const compiled = this.#build(db, given).compile();
    this.#compiled.set(adapter, compiled);
    return compiled;
  }
}
