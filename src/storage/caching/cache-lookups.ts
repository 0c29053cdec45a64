/** Counts cache hits and misses for the metrics. */
import type { LookupObserver } from './record-cache.ts';

export class CacheLookups {
  readonly #counts = new Map<string, { hits: number; misses: number }>();

  /** By kind of record. */
  get counts(): ReadonlyMap<string, { readonly hits: number; readonly misses: number }> {
    return this.#counts;
  }

  readonly onLookup: LookupObserver = (kind, hit) => {
    const count = this.#counts.get(kind);
    if (count === undefined) this.#counts.set(kind, { hits: hit ? 1 : 0, misses: hit ? 0 : 1 });
    else if (hit) count.hits += 1;
    else count.misses += 1;
  };
}
