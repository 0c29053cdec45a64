/**
 * Records kept in memory, so many at most, as long as the feed of changes vouches for them. The one
 * used longest ago goes first.
 */
import { LRUCache } from 'lru-cache';
import type { Change, ChangeFeed, KeptKind } from '../../domain/change-feed.ts';

/** Is told of each look, for the metrics. */
export type LookObserver = (kind: KeptKind, hit: boolean) => void;

export interface RecordCacheOptions {
  readonly kind: KeptKind;
  readonly feed: ChangeFeed;
  readonly entriesMax: number;
  readonly onLook: LookObserver;
}

export class RecordCache<V extends object> {
  readonly #options: RecordCacheOptions;
  readonly #kept: LRUCache<string, V>;
  /** Counts what was forgotten: what was read before must not be kept after. */
  #forgotten = 0;

  /** @param weigh for records that may be large: as how many of the usual size one counts. */
  constructor(options: RecordCacheOptions, weigh: (record: V) => number = () => 1) {
    this.#options = options;
    const { entriesMax } = options;
    this.#kept = new LRUCache({ max: entriesMax, maxSize: entriesMax, sizeCalculation: weigh });
    options.feed.subscribe((change) => this.forgetChanged(change));
  }

  /** Forgets what may have changed. @param change null for one that could be any. */
  forgetChanged(change: Change | null): void {
    if (change !== null && change.kind !== this.#options.kind) return;
    if (change === null || change.key === null) this.#forgetAll();
    else this.#forget(change.key);
  }

  /** What is kept under the key, if it may be used. */
  find(key: string): V | undefined {
    const kept = this.#options.feed.isCurrent() ? this.#kept.get(key) : undefined;
    this.#options.onLook(this.#options.kind, kept !== undefined);
    return kept;
  }

  /** Reads a record, and keeps one that is there. */
  async load<R extends V | null>(key: string, read: () => Promise<R>): Promise<R> {
    const before = this.#forgotten;
    const record = await read();
    if (record !== null && before === this.#forgotten) this.#kept.set(key, record);
    return record;
  }

  /** What is kept, or else what is read. */
  async obtain(key: string, read: () => Promise<V | null>): Promise<V | null> {
    return this.find(key) ?? this.load(key, read);
  }

  #forget(key: string): void {
    this.#forgotten += 1;
    this.#kept.delete(key);
  }

  #forgetAll(): void {
    this.#forgotten += 1;
    this.#kept.clear();
  }
}
