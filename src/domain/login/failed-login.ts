/**
 * Failed logins, as nodes share them.
 *
 * Only one time is stored: when the last failure is forgotten. Each failure moves it further away,
 * and as time passes, failures are forgotten one by one. So counting is a single write, however
 * many nodes do it, and nothing has to count down.
 */

/** What is counted together: a name, a network, or a name from a network. */
export interface FailureKey {
  /** A hash, because the name may be a password in the wrong field. Empty for any name. */
  readonly nameHash: string;
  /** Empty for all networks. */
  readonly network: string;
}

export interface FailedLogins extends FailureKey {
  /** When the last failure is forgotten. */
  readonly forgottenAtMs: number;
  /** Null until there were too many failures. Never after `forgottenAtMs`. */
  readonly lockedUntilMs: number | null;
}

export interface FailureRule {
  /** The failure that starts a lock; at least 2. */
  readonly failuresMax: number;
  /** The time in which one failure is forgotten. */
  readonly forgetMs: number;
  /** At most the time in which all failures are forgotten. */
  readonly lockMs: number;
}

/** The failed logins at one tenant, or at the console. Each method is atomic. */
export interface FailedLoginStore {
  /** Returns the records of each name with each network. */
  find(
    nameHashes: readonly string[],
    networks: readonly string[],
  ): Promise<readonly FailedLogins[]>;
  /** Returns the records of the name with any network, ordered by network. */
  listOfName(nameHash: string): Promise<readonly FailedLogins[]>;
  /** Counts one failure under each key, all or nothing, and returns the new counts. */
  count(
    failures: readonly (FailureKey & FailureRule)[],
    nowMs: number,
  ): Promise<readonly FailedLogins[]>;
  /** Remembers the key until that time, without counting a failure. */
  remember(key: FailureKey, untilMs: number): Promise<void>;
  remove(key: FailureKey): Promise<void>;
  /** Removes the records of a name for all networks. Returns how many there were. */
  removeOfName(nameHash: string): Promise<number>;
}
