/**
 * Failed logins, as nodes share them.
 *
 * What is remembered of them is one time: each failure moves it further away, and as it passes
 * they are forgotten one by one. So a single write counts, however many nodes do, and nothing has
 * to count down.
 */

/** What counts together: a name, a network, or a name from a network. */
export interface FailureKey {
  /** Never the name itself, which may be a password in the wrong place; empty for any name. */
  readonly nameHash: string;
  /** Empty for all of them. */
  readonly network: string;
}

export interface FailedLogins extends FailureKey {
  /** When the last of them is forgotten. */
  readonly forgottenAtMs: number;
  /** Null until there were too many. Never after `forgottenAtMs`. */
  readonly lockedUntilMs: number | null;
}

export interface FailureRule {
  /** The failure that begins a lock; 2 at least. */
  readonly failuresMax: number;
  /** In which one is forgotten. */
  readonly forgetMs: number;
  /** Not longer than it takes to forget all. */
  readonly lockMs: number;
}

/** Those of one tenant. Each method is one step, whoever else calls at the same time. */
export interface FailedLoginStore {
  /** What there is under each of the names with each of the networks. */
  find(
    nameHashes: readonly string[],
    networks: readonly string[],
  ): Promise<readonly FailedLogins[]>;
  /** All that begin with the name, in the order of networks. */
  listOfName(nameHash: string): Promise<readonly FailedLogins[]>;
  /**
   * Counts one failure under each key, all or nothing, and answers what there is now.
   *
   * @throws DomainError `not-found` for the tenant.
   */
  count(
    failures: readonly (FailureKey & FailureRule)[],
    nowMs: number,
  ): Promise<readonly FailedLogins[]>;
  /** Remembers the key for that long, without a failure. @throws DomainError `not-found` */
  remember(key: FailureKey, untilMs: number): Promise<void>;
  remove(key: FailureKey): Promise<void>;
  /** From wherever they came. Answers how many keys there were. */
  removeOfName(nameHash: string): Promise<number>;
}
