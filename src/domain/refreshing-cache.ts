/**
 * A cache of one value of the database that other nodes change too. It reads the value again when
 * the change feed tells of a change, when the value is too old, and when a caller has seen that it
 * is out of date.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { ChangeFeed, KeptKind } from './change-feed.ts';
import type { Clock } from './clock.ts';

/** Between two readings for those who have seen something newer, however many they are. */
const REREAD_EVERY_MS = 100;

export interface RefreshingCacheOptions<T> {
  /** Reads it from the database. */
  readonly read: () => Promise<T>;
  readonly clock: Clock;
  /** From when on it is read again; an older one is not used. */
  readonly ageMsMax: number;
  /** Tells what others change; null where only age counts. */
  readonly feed: ChangeFeed | null;
  readonly kind: KeptKind;
  /** Waits between two readings that a test wants to look at. */
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

  /** Costs nothing. Null when it has to be read first. */
  get fresh(): T | null {
    const { clock, ageMsMax, feed } = this.#options;
    // It may be only now that it tells.
    feed?.isCurrent();
    const { value = null, readAtMs = Number.NEGATIVE_INFINITY } = this.#last ?? {};
    // A clock may be set back.
    return Math.abs(clock.now() - readAtMs) < ageMsMax ? value : null;
  }

  /** One that is not too old. Those who ask at the same time wait for the same reading. */
  async get(): Promise<T> {
    return this.fresh ?? this.#reading ?? this.#read();
  }

  /**
   * One whose reading begins after this was asked for: now, or up to 100 ms later where somebody
   * has asked before, so that strangers cannot make it read without end.
   */
  reread(): Promise<T> {
    this.#rereading ??= this.#rested.then(() => {
      // Whoever asks from now on may have seen something newer still.
      this.#rereading = null;
      const reading = this.#read();
      const { rest: pause = rest } = this.#options;
      this.#rested = Promise.allSettled([reading, pause(REREAD_EVERY_MS)]);
      return reading;
    });
    return this.#rereading;
  }

  /** What is here is known to be out of date, and so is what is being read. */
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
