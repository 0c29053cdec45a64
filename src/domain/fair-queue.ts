/**
 * A queue before work that only few may do at a time. Whoever waits does so in a lane, and the
 * lanes take turns: a crowd in one of them does not keep the others waiting. When the queue is
 * full, the last waiter of the longest lane makes room for a newcomer of a shorter one.
 *
 * A lane may be in another one: then the outer lanes take turns, and those inside each of them.
 */
import { DomainError } from './errors.ts';

export interface FairQueueLimits {
  readonly runningMax: number;
  /** Of each lane, with those inside it. */
  readonly runningInLaneMax: number;
  readonly waitingMax: number;
  /** Of each lane, with those inside it. */
  readonly waitingInLaneMax: number;
}

interface Waiter {
  readonly admit: () => void;
  readonly refuse: (error: DomainError) => void;
}

interface Lane {
  /** Here and in the lanes inside. */
  running: number;
  waiting: number;
  readonly waiters: Waiter[];
  /** The lanes inside in which somebody runs or waits, in the order of their turns. */
  readonly inside: Map<string, Lane>;
}

export class FairQueue {
  readonly #limits: FairQueueLimits;
  /** All lanes are inside it. */
  readonly #all: Lane = newLane();

  constructor(limits: FairQueueLimits) {
    this.#limits = limits;
  }

  /** How many work now. */
  get running(): number {
    return this.#all.running;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#all.waiting;
  }

  /**
   * Does the work when it is its turn.
   *
   * @param path the names of the lanes, from the outermost: such as a network, or a network and a
   *   part of it.
   * @throws DomainError `busy`; whatever the work throws.
   */
  async run<T>(path: readonly string[], work: () => Promise<T>): Promise<T> {
    await this.#enter(path);
    try {
      return await work();
    } finally {
      this.#leave(path);
    }
  }

  async #enter(path: readonly string[]): Promise<void> {
    const lanes = this.#lanesOf(path);
    if (lanes.every((lane) => this.#mayRun(lane))) {
      for (const lane of lanes) lane.running += 1;
      return;
    }
    if (!this.#makeRoom(lanes)) {
      removeEmpty(this.#all, path);
      throw busy();
    }
    for (const lane of lanes) lane.waiting += 1;
    await new Promise<void>((admit, refuse) => lanes.at(-1)?.waiters.push({ admit, refuse }));
  }

  /** Lets in whoever has the next turn. */
  #leave(path: readonly string[]): void {
    for (const lane of this.#lanesOf(path)) lane.running -= 1;
    removeEmpty(this.#all, path);
    this.#nextIn(this.#all)?.admit();
  }

  /** Takes out the waiter that has the next turn, and counts it as running. Null for none. */
  #nextIn(lane: Lane): Waiter | null {
    if (lane.waiting === 0 || !this.#mayRun(lane)) return null;
    const waiter = lane.waiters.shift() ?? this.#nextInside(lane);
    if (waiter === null) return null;
    lane.waiting -= 1;
    lane.running += 1;
    return waiter;
  }

  #nextInside({ inside }: Lane): Waiter | null {
    for (const [name, lane] of inside) {
      const waiter = this.#nextIn(lane);
      if (waiter === null) continue;
      inside.delete(name);
      inside.set(name, lane);
      return waiter;
    }
    return null;
  }

  /** Answers whether there is room for one more in the innermost of the lanes. */
  #makeRoom(lanes: readonly Lane[]): boolean {
    const full = lanes.findLastIndex((lane) => this.#isFull(lane));
    if (full === -1) return true;
    for (const [depth, lane] of lanes.slice(0, -1).entries()) {
      if (depth < full) continue;
      const [, longest] = longestIn(lane);
      // The newcomer counts: two lanes of the same length do not push each other out.
      if (longest.waiting <= (lanes[depth + 1]?.waiting ?? 0) + 1) continue;
      for (const outer of lanes.slice(0, depth + 1)) outer.waiting -= 1;
      refuseLastIn(longest);
      return true;
    }
    return false;
  }

  #mayRun(lane: Lane): boolean {
    const { runningMax, runningInLaneMax } = this.#limits;
    return lane.running < (lane === this.#all ? runningMax : runningInLaneMax);
  }

  #isFull(lane: Lane): boolean {
    const { waitingMax, waitingInLaneMax } = this.#limits;
    return lane.waiting >= (lane === this.#all ? waitingMax : waitingInLaneMax);
  }

  /** From the outermost; those that were not there are made. */
  #lanesOf(path: readonly string[]): readonly Lane[] {
    const lanes = [this.#all];
    let outer = this.#all;
    for (const name of path) {
      const lane = outer.inside.get(name) ?? newLane();
      outer.inside.set(name, lane);
      lanes.push(lane);
      outer = lane;
    }
    return lanes;
  }
}

function newLane(): Lane {
  return { running: 0, waiting: 0, waiters: [], inside: new Map() };
}

/** Of equals the one whose turn comes last. */
function longestIn({ inside }: Lane): readonly [name: string, lane: Lane] {
  let longest: readonly [string, Lane] = ['', newLane()];
  for (const entry of inside) if (entry[1].waiting >= longest[1].waiting) longest = entry;
  return longest;
}

function refuseLastIn(lane: Lane): void {
  lane.waiting -= 1;
  const [name, longest] = longestIn(lane);
  if (longest.waiting === 0) lane.waiters.pop()?.refuse(busy());
  else {
    refuseLastIn(longest);
    removeEmpty(lane, [name]);
  }
}

/** Removes those lanes of the path in which nobody is. */
function removeEmpty(outer: Lane, [name, ...path]: readonly string[]): void {
  const lane = name === undefined ? undefined : outer.inside.get(name);
  if (name === undefined || !lane) return;
  removeEmpty(lane, path);
  if (lane.running + lane.waiting === 0) outer.inside.delete(name);
}

function busy(): DomainError {
  return new DomainError('busy', 'Too many logins at the same time. Try again in a few seconds.');
}
