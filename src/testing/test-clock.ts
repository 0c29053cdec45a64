/**
 * A clock that tests freeze, move and resume. Everything on a test server obeys it, except the time
 * limits of connections and of the health check.
 *
 * While it runs, a delay ends when the clock has passed it, by itself or because it was moved.
 * While it is frozen, a delay takes no time: it could end only by another call of the test, and a
 * delayed login would hang. See docs/decisions/0054.
 */
import { type Clock, systemClock, systemTiming, type Timing } from '../domain/clock.ts';

/** What a clock shows at the start: the machine's time, or a time of its own. */
export type ClockStart = 'real' | { readonly atMs: number; readonly isFrozen: boolean };

/** Something that waits. It recurs if it has an interval. */
interface Waiting {
  readonly everyMs: number | null;
  readonly run: () => unknown;
  dueMs: number;
}

export class TestClock implements Clock, Timing {
  /** Added to the machine's time while the clock runs. */
  #offsetMs = 0;
  #frozenAtMs: number | null = null;
  /** How far the clock was moved forward, and how long it had run until it was frozen. */
  #movedMs = 0;
  #ranMs = 0;
  #runsSinceMs = systemTiming.elapsedMs();
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(start: ClockStart = 'real') {
    if (start === 'real') return;
    if (start.isFrozen) this.#frozenAtMs = start.atMs;
    else this.#offsetMs = start.atMs - systemClock.now();
  }

  get isFrozen(): boolean {
    return this.#frozenAtMs !== null;
  }

  now(): number {
    return this.#frozenAtMs ?? systemClock.now() + this.#offsetMs;
  }

  elapsedMs(): number {
    const runsMs = this.isFrozen ? 0 : systemTiming.elapsedMs() - this.#runsSinceMs;
    return this.#movedMs + this.#ranMs + runsMs;
  }

  pause(ms: number): Promise<void> {
    if (this.isFrozen || this.#isClosed) return Promise.resolve();
    return new Promise((run) => this.#add({ everyMs: null, run, dueMs: this.elapsedMs() + ms }));
  }

  repeat(everyMs: number, run: () => Promise<void>): () => void {
    const waiting = { everyMs, run, dueMs: this.elapsedMs() + everyMs };
    this.#add(waiting);
    return () => {
      this.#waiting.delete(waiting);
      this.#arm();
    };
  }

  /**
   * Moves the clock forward. Resolves when everything that became due has run. Work that recurs
   * runs once, as after a machine has slept.
   */
  advance(ms: number): Promise<void> {
    if (this.#frozenAtMs === null) this.#offsetMs += ms;
    else this.#frozenAtMs += ms;
    this.#movedMs += ms;
    return this.#runDue();
  }

  /** Sets the time, and resolves like `advance`. After a step back, nothing becomes due. */
  async set(toMs: number): Promise<void> {
    const stepMs = toMs - this.now();
    if (stepMs >= 0) await this.advance(stepMs);
    else if (this.#frozenAtMs === null) this.#offsetMs += stepMs;
    else this.#frozenAtMs = toMs;
  }

  freeze(): void {
    if (this.isFrozen) return;
    this.#ranMs += systemTiming.elapsedMs() - this.#runsSinceMs;
    this.#frozenAtMs = this.now();
    this.#endPauses();
    this.#arm();
  }

  resume(): void {
    if (this.#frozenAtMs === null) return;
    this.#offsetMs = this.#frozenAtMs - systemClock.now();
    this.#frozenAtMs = null;
    this.#runsSinceMs = systemTiming.elapsedMs();
    this.#arm();
  }

  /** Ends all pauses, and later ones at once. Nothing recurs any more. */
  close(): void {
    this.#isClosed = true;
    this.#endPauses();
    this.#waiting.clear();
    this.#arm();
  }

  #add(waiting: Waiting): void {
    this.#waiting.add(waiting);
    this.#arm();
  }

  #endPauses(): void {
    for (const waiting of this.#waiting) if (waiting.everyMs === null) this.#run(waiting);
  }

  async #runDue(): Promise<void> {
    const elapsedMs = this.elapsedMs();
    const due = [...this.#waiting].filter(({ dueMs }) => dueMs <= elapsedMs);
    const running = due.map((waiting) => this.#run(waiting));
    this.#arm();
    await Promise.all(running);
  }

  #run(waiting: Waiting): unknown {
    if (waiting.everyMs === null) this.#waiting.delete(waiting);
    else waiting.dueMs = this.elapsedMs() + waiting.everyMs;
    return waiting.run();
  }

  /** Sets the timer for what is due first. There is none while the clock is frozen. */
  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.isFrozen || this.#waiting.size === 0) return;
    const firstMs = Math.min(...[...this.#waiting].map(({ dueMs }) => dueMs));
    const waitMs = Math.max(0, Math.ceil(firstMs - this.elapsedMs()));
    this.#timer = setTimeout(() => void this.#runDue(), waitMs).unref();
  }
}
