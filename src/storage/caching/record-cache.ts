/** A cache of records with a size limit. It is used only while the change feed is current. */
import { LRUCache } from 'lru-cache';
import type { CachedKind, Change, ChangeFeed } from '../../domain/change-feed.ts';

/** Called for each lookup, for the metrics. */
export type LookupObserver = (kind: CachedKind, hit: boolean) => void;

export interface RecordCacheOptions {
  readonly kind: CachedKind;
  readonly feed: ChangeFeed;
  readonly onLookup: LookupObserver;
}

/** Where the records are. It has a limit, and may lose any record. */
export interface RecordEntries<V> {
  get(key: string): V | undefined;
  set(key: string, record: V): void;
  delete(key: string): void;
  clear(): void;
}

/**
 * Keeps the records that were used last.
 *
 * @param weigh how many ordinary records a large one counts as.
 */
export function recentEntries<V extends object>(
  entriesMax: number,
  weigh: (record: V) => number = () => 1,
): RecordEntries<V> {
  // With the option `max`, the memory for all entries would be allocated at the start.
  return new LRUCache({ maxSize: entriesMax, sizeCalculation: weigh });
}

export class RecordCache<V extends object> {
  readonly #options: RecordCacheOptions;
  readonly #entries: RecordEntries<V>;
  /** Counts removals. A record that was read before a removal must not be cached after it. */
  #forgotten = 0;

  constructor(options: RecordCacheOptions, entries: RecordEntries<V>) {
    this.#options = options;
    this.#entries = entries;
    options.feed.subscribe((change) => this.forgetChanged(change));
  }

  /** Removes what the change affects. @param change null when any record may have changed. */
  forgetChanged(change: Change | null): void {
    if (change !== null && change.kind !== this.#options.kind) return;
    if (change === null || change.key === null) this.#forgetAll();
    else this.#forget(change.key);
  }

  /** The cached record, if the feed is current. */
  find(key: string): V | undefined {
    const cached = this.#options.feed.isCurrent() ? this.#entries.get(key) : undefined;
    this.#options.onLookup(this.#options.kind, cached !== undefined);
    return cached;
  }

  /** Replaces a record that `find` has returned a moment ago, with nothing awaited since. */
  replace(key: string, record: V): V {
    this.#entries.set(key, record);
    return record;
  }

  /** Reads a record and caches it if it exists. */
  async load<R extends V | null>(key: string, read: () => Promise<R>): Promise<R> {
    const before = this.#forgotten;
    const record = await read();
    if (record !== null && before === this.#forgotten) this.#entries.set(key, record);
    return record;
  }

  /** Returns the cached record, or else reads it. */
  async obtain(key: string, read: () => Promise<V | null>): Promise<V | null> {
    return this.find(key) ?? this.load(key, read);
  }

  #forget(key: string): void {
    this.#forgotten += 1;
    this.#entries.delete(key);
  }

  #forgetAll(): void {
    this.#forgotten += 1;
    this.#entries.clear();
  }
}
