/**
 * A queue before work that only few may do at a time. Whoever waits does so in a lane, and the
 * lanes take turns: a crowd in one of them does not keep the others waiting.
 */
import { DomainError } from './errors.ts';

export interface FairQueueLimits {
  readonly runningMax: number;
  readonly runningInLaneMax: number;
  readonly waitingMax: number;
  readonly waitingInLaneMax: number;
}

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

export class FairQueue {
  readonly #limits: FairQueueLimits;
  /** Those in which somebody is, in the order of their turns. */
  readonly #lanes = new Map<string, Lane>();
  #running = 0;
  #waiting = 0;

  constructor(limits: FairQueueLimits) {
    this.#limits = limits;
  }

  /** How many work now. */
  get running(): number {
    return this.#running;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Does the work when it is its turn. @throws DomainError `busy`; whatever the work throws. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.#enter(name);
    try {
      return await work();
    } finally {
      this.#leave(name);
    }
  }

  async #enter(name: string): Promise<void> {
    const lane = this.#lanes.get(name) ?? { running: 0, waiting: [] };
    this.#lanes.set(name, lane);
    if (this.#mayRun(lane)) {
      lane.running += 1;
      this.#running += 1;
      return;
    }
    const { waitingMax, waitingInLaneMax } = this.#limits;
    if (this.#waiting >= waitingMax || lane.waiting.length >= waitingInLaneMax) {
      if (lane.running + lane.waiting.length === 0) this.#lanes.delete(name);
      throw new DomainError(
        'busy',
        'Too many logins at the same time. Try again in a few seconds.',
      );
    }
    this.#waiting += 1;
    await new Promise<void>((resolve) => lane.waiting.push(resolve));
  }

  /** Lets in whoever has the next turn. */
  #leave(name: string): void {
    const left = this.#lanes.get(name);
    if (!left) return;
    left.running -= 1;
    this.#running -= 1;
    if (left.running + left.waiting.length === 0) this.#lanes.delete(name);
    for (const [next, lane] of this.#lanes) {
      if (lane.waiting.length === 0 || !this.#mayRun(lane)) continue;
      this.#lanes.delete(next);
      this.#lanes.set(next, lane);
      this.#waiting -= 1;
      lane.running += 1;
      this.#running += 1;
      lane.waiting.shift()?.();
      return;
    }
  }

  #mayRun({ running }: Lane): boolean {
    const { runningMax, runningInLaneMax } = this.#limits;
    return this.#running < runningMax && running < runningInLaneMax;
  }
}
