/**
 * The processes of one node, which are all alike: what their caches hold, and the work that waits.
 */

/** Logins that a process lets wait; further ones are told to try again. */
const LOGINS_WAITING_MAX = 256;
/** The scheduler of the kernel gives hashing threads at most this share while others work. */
const HASHING_SHARE = 0.5;

/** What comes to each process in a second. */
export interface Work {
  /** Processor time of all requests but logins. */
  readonly workSeconds: number;
  readonly logins: number;
  /** Processor time of one login. */
  readonly loginSeconds: number;
}

export interface Served {
  /** Processor time of one process. */
  readonly busySeconds: number;
  /** How long a request waits at the end of the second. */
  readonly delaySeconds: number;
  readonly loginDelaySeconds: number;
  /** Logins of one process that were told to try again. */
  readonly refusedLogins: number;
}

export class ProcessGroup {
  /** Records of tickets in the cache of each process. */
  #known = 0;
  /** Processor time of waiting requests. */
  #backlogSeconds = 0;
  #waitingLogins = 0;
  downUntilSecond = 0;

  isUp(second: number): boolean {
    return second >= this.downUntilSecond;
  }

  fail(second: number, restartSeconds: number): void {
    this.downUntilSecond = second + restartSeconds;
    this.#known = 0;
    this.#backlogSeconds = 0;
    this.#waitingLogins = 0;
  }

  /** @param tickets in use that come to each process. */
  hitShare(tickets: number): number {
    return tickets === 0 ? 1 : Math.min(1, this.#known / tickets);
  }

  /** @param requests with a ticket, of one process. */
  learn(requests: number, tickets: number, cachedTicketsMax: number): void {
    const missed = requests * (1 - this.hitShare(tickets));
    this.#known = Math.min(this.#known + missed, cachedTicketsMax, tickets);
  }

  /** Works for a second. */
  serve({ workSeconds, logins, loginSeconds }: Work): Served {
    const waiting = this.#backlogSeconds + workSeconds;
    const accepted = Math.min(this.#waitingLogins + logins, LOGINS_WAITING_MAX + 1 / loginSeconds);
    const refusedLogins = this.#waitingLogins + logins - accepted;
    const hashing = accepted * loginSeconds;
    const forHashing = Math.min(hashing, Math.max(HASHING_SHARE, 1 - waiting));
    const worked = Math.min(waiting, 1 - forHashing);
    this.#backlogSeconds = waiting - worked;
    this.#waitingLogins = accepted - forHashing / loginSeconds;
    return {
      busySeconds: worked + forHashing,
      delaySeconds: this.#backlogSeconds / (1 - forHashing || 1),
      loginDelaySeconds: (this.#waitingLogins * loginSeconds) / (forHashing || 1),
      refusedLogins,
    };
  }
}
