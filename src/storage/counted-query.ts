/**
 * Frequent queries with a variable number of values. Each is compiled once for each engine and each
 * number of values.
 */
import type { Compilable, CompiledQuery, DialectAdapter, Kysely, QueryResult } from 'kysely';
import type { Tables } from './schema.ts';

/** Queries with more values are compiled each time. */
const COMPILED_COUNT_MAX = 64;

export interface CountedQueryParts<V, R> {
  /** How many values there are. Queries with the same number differ in their parameters only. */
  readonly countOf: (values: V) => number;
  readonly build: (db: Kysely<Tables>, values: V) => Compilable<R>;
  /** The parameters, in the order in which `build` uses them. */
  readonly parametersOf: (values: V) => readonly unknown[];
}

export class CountedQuery<V, R> {
  readonly #parts: CountedQueryParts<V, R>;
  readonly #compiled = new WeakMap<DialectAdapter, Map<number, CompiledQuery<R>>>();

  constructor(parts: CountedQueryParts<V, R>) {
    this.#parts = parts;
  }

  /** @param db a database or a transaction, of any engine. */
  execute(db: Kysely<Tables>, values: V): Promise<QueryResult<R>> {
    const query = this.#compiledFor(db, values);
    return db.executeQuery({ ...query, parameters: this.#parts.parametersOf(values) });
  }

  #compiledFor(db: Kysely<Tables>, values: V): CompiledQuery<R> {
    const count = this.#parts.countOf(values);
    const known = this.#compiledOn(db.getExecutor().adapter);
    const query = known.get(count) ?? this.#parts.build(db, values).compile();
    if (count <= COMPILED_COUNT_MAX) known.set(count, query);
    return query;
  }

  #compiledOn(adapter: DialectAdapter): Map<number, CompiledQuery<R>> {
    const known = this.#compiled.get(adapter) ?? new Map<number, CompiledQuery<R>>();
    this.#compiled.set(adapter, known);
    return known;
  }
}
