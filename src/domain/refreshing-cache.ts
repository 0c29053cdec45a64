/**
 * A cache of one value of the database that other nodes change too. It reads the value again when
 * the change feed reports a change, when the value is too old, and when a caller has seen that it
 * is out of date.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { CachedKind, ChangeFeed } from './change-feed.ts';
import type { Clock } from './clock.ts';

/** The shortest time between two rereads, however many callers ask. */
const REREAD_EVERY_MS = 100;

export interface RefreshingCacheOptions<T> {
  /** Reads the value from the database. */
  readonly read: () => Promise<T>;
  readonly clock: Clock;
  /** The age from which on a value is not used and is read again. */
  readonly ageMsMax: number;
  /** The change feed. Null if only the age counts. */
  readonly feed: ChangeFeed | null;
  readonly kind: CachedKind;
  /** Waits between two rereads. A test can replace it. */
  readonly rest?: (ms: number) => Promise<unknown>;
}

export class RefreshingCache<T> {
  readonly #options: RefreshingCacheOptions<T>;
  #last: { readonly value: T; readonly readAtMs: number } | null = null;
  #reading: Promise<T> | null = null;
  #rereading: Promise<T> | null = null;
  #rested: Promise<unknown> = Promise.resolve();

  constructor(options: RefreshingCacheOptions<T>) {
    this.#options = options;
    options.feed?.subscribe((change) => {
      if (change === null || change.kind === options.kind) this.forget();
    });
  }

  /** Returns the cached value without reading. Null if it must be read first. */
  get fresh(): T | null {
    const { clock, ageMsMax, feed } = this.#options;
    // The feed may deliver a pending change during this call.
    feed?.isCurrent();
    const { value = null, readAtMs = Number.NEGATIVE_INFINITY } = this.#last ?? {};
    // The difference is absolute because a clock may be set back.
    return Math.abs(clock.now() - readAtMs) < ageMsMax ? value : null;
  }

  /** Returns a value that is not too old. Concurrent callers share one read. */
  async get(): Promise<T> {
    return this.fresh ?? this.#reading ?? this.#read();
  }

  /**
   * Returns a value whose read began after this call. The read begins up to 100 ms later if there
   * was another reread just before, so that strangers cannot cause reads without limit.
   */
  reread(): Promise<T> {
    this.#rereading ??= this.#rested.then(() => {
      // Later callers may have seen something newer, so they need another read.
      this.#rereading = null;
      const reading = this.#read();
      const { rest: pause = rest } = this.#options;
      this.#rested = Promise.allSettled([reading, pause(REREAD_EVERY_MS)]);
      return reading;
    });
    return this.#rereading;
  }

  /** Drops the cached value and ignores the read in progress: both are out of date. */
  forget(): void {
    this.#last = null;
    this.#reading = null;
  }

  #read(): Promise<T> {
    const readAtMs = this.#options.clock.now();
    const reading = this.#options.read().then(
      (value) => {
        if (this.#reading === reading) this.#last = { value, readAtMs };
        this.#settle(reading);
        return value;
      },
      (error: unknown) => {
        this.#settle(reading);
        throw error;
      },
    );
    this.#reading = reading;
    return reading;
  }

  #settle(reading: Promise<T>): void {
    if (this.#reading === reading) this.#reading = null;
  }
}
