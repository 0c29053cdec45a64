/**
 * Limits how often something may happen in a second, for each that it happens to, in the memory of
 * one process. For a second it may happen at once.
 */

/** Remembered at the same time. Whoever is forgotten for others begins anew. */
const REMEMBERED_MAX = 20_000;
const SECOND_MS = 1000;

export class RateLimit {
  readonly #intervalMs: number;
  readonly #nowMs: () => number;
  /** When what was taken is used up, by whom it was taken: the oldest first. */
  readonly #usedUpAtMs = new Map<string, number>();

  /**
   * @param perSecondMax 0 for no limit.
   * @param nowMs a time that never goes back.
   */
  constructor(perSecondMax: number, nowMs: () => number = () => performance.now()) {
    this.#intervalMs = perSecondMax === 0 ? 0 : SECOND_MS / perSecondMax;
    this.#nowMs = nowMs;
  }

  /** Whether it may happen once more now. */
  take(key: string): boolean {
    if (this.#intervalMs === 0) return true;
    const now = this.#nowMs();
    const known = this.#usedUpAtMs.get(key);
    const usedUpAtMs = Math.max(known ?? now, now) + this.#intervalMs;
    // A thousandth of a millisecond is for the sums of fractions.
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
