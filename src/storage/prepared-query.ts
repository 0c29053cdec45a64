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
import type { Tables } from './schema.ts';

/** Makes a placeholder for a value that is passed to `execute`. */
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

  /** @param build returns the same query on each call. */
  constructor(build: (db: Kysely<Tables>, given: Slots<V>) => Compilable<R>) {
    this.#build = build;
  }

  /** @param db a database or a transaction, of any engine. */
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
