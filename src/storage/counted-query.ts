/**
 * Frequent queries with a variable number of values. Each is compiled once for each engine and each
 * number of values.
 */
import type { Compilable, CompiledQuery, DialectAdapter, Kysely, QueryResult } from 'kysely';
import type { Tables } from './schema.ts';

const COMPILED_COUNT_MAX = 64;

export interface CountedQueryParts<V, R> {
  /** How many values there are. Queries with the same number differ in their parameters only. */
  readonly countOf: (values: V) => number;
  readonly build: (db: Kysely<Tables>, values: V) => Compilable<R>;
  /** Queries with more values are compiled each time. By default, those with more than 64. */
  readonly compiledCountMax?: number;
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
    const { countOf, compiledCountMax = COMPILED_COUNT_MAX } = this.#parts;
    const count = countOf(values);
    const known = this.#compiledOn(db.getExecutor().adapter);
    const query = known.get(count) ?? this.#parts.build(db, values).compile();
    if (count <= compiledCountMax) known.set(count, query);
    return query;
  }

  #compiledOn(adapter: DialectAdapter): Map<number, CompiledQuery<R>> {
    const known = this.#compiled.get(adapter) ?? new Map<number, CompiledQuery<R>>();
    this.#compiled.set(adapter, known);
    return known;
  }
}
