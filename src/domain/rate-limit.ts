/**
 * A rate limit per second for each key, in the memory of one process. A burst of one second's worth
 * is allowed.
 */

/** Limit on remembered keys. A key that is evicted starts again. */
const REMEMBERED_MAX = 20_000;
const SECOND_MS = 1000;

export class RateLimit {
  readonly #intervalMs: number;
  readonly #nowMs: () => number;
  /** For each key, when everything that it took is used up. Oldest key first. */
  readonly #usedUpAtMs = new Map<string, number>();

  /**
   * @param perSecondMax 0 for no limit.
   * @param nowMs a time that never goes back.
   */
  constructor(perSecondMax: number, nowMs: () => number = () => performance.now()) {
    this.#intervalMs = perSecondMax === 0 ? 0 : SECOND_MS / perSecondMax;
    this.#nowMs = nowMs;
  }

  /** Takes one use of the key. Returns whether it was allowed. */
  take(key: string): boolean {
    if (this.#intervalMs === 0) return true;
    const now = this.#nowMs();
    const known = this.#usedUpAtMs.get(key);
    const usedUpAtMs = Math.max(known ?? now, now) + this.#intervalMs;
    // The tolerance of a thousandth of a millisecond is for rounding errors of sums.
    if (usedUpAtMs - now > SECOND_MS + 0.001) return false;
    this.#usedUpAtMs.set(key, usedUpAtMs);
    if (known === undefined && this.#usedUpAtMs.size > REMEMBERED_MAX) this.#forgetOne();
    return true;
  }

  #forgetOne(): void {
    const [oldest] = this.#usedUpAtMs.keys();
    if (oldest !== undefined) this.#usedUpAtMs.delete(oldest);
  }
}
