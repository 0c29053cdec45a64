/**
 * A queue for work of which only a limited amount may run at once. Each waiter is in a lane, and
 * the lanes take turns, so a crowd in one lane does not delay the others. If the queue is full, the
 * last waiter of the longest lane is refused to make room for a newcomer in a shorter lane.
 *
 * A lane may contain lanes. The outer lanes take turns, and so do the lanes inside each of them.
 */
import { DomainError } from '../errors.ts';

export interface FairQueueLimits {
  readonly runningMax: number;
  /** Limit for each lane, including the lanes inside it. */
  readonly runningInLaneMax: number;
  readonly waitingMax: number;
  /** Limit for each lane, including the lanes inside it. */
  readonly waitingInLaneMax: number;
}

interface Waiter {
  readonly admit: () => void;
  readonly refuse: (error: DomainError) => void;
}

interface Lane {
  /** In this lane and the lanes inside it. */
  running: number;
  waiting: number;
  readonly waiters: Waiter[];
  /** The lanes inside in which somebody runs or waits, in the order of their turns. */
  readonly inside: Map<string, Lane>;
}

export class FairQueue {
  readonly #limits: FairQueueLimits;
  /** The outermost lane. It contains all others. */
  readonly #all: Lane = newLane();

  constructor(limits: FairQueueLimits) {
    this.#limits = limits;
  }

  /** How many are running. */
  get running(): number {
    return this.#all.running;
  }

  /** How many are waiting. */
  get waiting(): number {
    return this.#all.waiting;
  }

  /**
   * Runs the work when its turn comes.
   *
   * @param path the names of the lanes, outermost first, such as a network, or a network and its
   *   subnet.
   * @throws DomainError `busy`, and any error of the work.
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

  /** Admits the next waiter. */
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

  /**
   * Returns whether there is room for one more in the innermost lane. Refuses another waiter if
   * needed.
   */
  #makeRoom(lanes: readonly Lane[]): boolean {
    const full = lanes.findLastIndex((lane) => this.#isFull(lane));
    if (full === -1) return true;
    for (const [depth, lane] of lanes.slice(0, -1).entries()) {
      if (depth < full) continue;
      const [, longest] = longestIn(lane);
      // The newcomer counts: lanes of the same length do not push each other out.
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

  /** Returns the lanes of the path, outermost first. Makes missing ones. */
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

/** Of lanes with the same length, returns the one whose turn is last. */
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

/** Removes the empty lanes of the path. */
function removeEmpty(outer: Lane, [name, ...path]: readonly string[]): void {
  const lane = name === undefined ? undefined : outer.inside.get(name);
  if (name === undefined || !lane) return;
  removeEmpty(lane, path);
  if (lane.running + lane.waiting === 0) outer.inside.delete(name);
}

function busy(): DomainError {
  return new DomainError('busy', 'Too many logins at the same time. Try again in a few seconds.');
}
