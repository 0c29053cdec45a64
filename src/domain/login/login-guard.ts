/**
 * Guards secrets that people choose against guessing. Repeated failures cause longer and longer
 * delays, and then a lock for a while. See docs/decisions/0025.
 *
 * Failures are counted by the name as typed, whether or not a user has it. So neither a delay nor a
 * lock reveals which users exist. While a lock lasts, answers do not reveal whether a secret was
 * right.
 */
import { createHmac, type KeyObject, randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { foldName } from '../names.ts';
import { networkOf, networksOf } from '../network.ts';
import type { FailedLoginStore, FailedLogins, FailureKey, FailureRule } from './failed-login.ts';
import { FairQueue } from './fair-queue.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What is counted: a name from a network, a name from any network, or a network with any name. */
type Scope = 'name-from-network' | 'name' | 'network';

/** Every full count is forgotten within an hour. NIST SP 800-63B section 5.2.2: 100 at most. */
const NETWORK_RULE = { failuresMax: 300, forgetMs: 12 * SECOND_MS, lockMs: 5 * MINUTE_MS };
const RULES = {
  user: {
    'name-from-network': { failuresMax: 10, forgetMs: 6 * MINUTE_MS, lockMs: 15 * MINUTE_MS },
    name: { failuresMax: 100, forgetMs: 36 * SECOND_MS, lockMs: 5 * MINUTE_MS },
    network: NETWORK_RULE,
  },
  // People do not choose client secrets, so they are hard to guess. A lock for all networks would
  // only let strangers lock clients out.
  client: {
    'name-from-network': { failuresMax: 30, forgetMs: 2 * MINUTE_MS, lockMs: 5 * MINUTE_MS },
    network: NETWORK_RULE,
  },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<Scope, FailureRule>>>>>;

/** After more failures than this from one network, each further attempt is delayed. */
const FREE_FAILURES = 3;
const DELAY_MS = SECOND_MS;
const DELAY_MS_MAX = 8 * SECOND_MS;
/**
 * Limits on attempts that are delayed at once, and on attempts queued behind them. A delay costs
 * only a timer.
 */
const DELAYED_MAX = 10_000;
const BEHIND_DELAYED_MAX = 1000;
/** With this limit nobody waits for longer than 40 s. Clients give up after 60 s. */
const BEHIND_DELAYED_OF_LANE_MAX = 4;

/**
 * How long a network is known after a successful login. Failures of strangers do not lock out a
 * user from a known network.
 */
const KNOWN_MS = 30 * DAY_MS;
const RECORD_KNOWN_EVERY_MS = DAY_MS;

/** Attempts for one name at a time on one node. Each node can exceed a limit by at most one. */
const TRIED_AT_ONCE_MAX = 2;
const WAITING_MAX = 1000;
const WAITING_OF_NAME_MAX = 64;

const SAMPLES_MAX = 64;

/** An attempt: the claimed name, and the address it comes from. */
export interface Claim {
  readonly kind: keyof typeof RULES;
  /** As the client sent it. */
  readonly name: string;
  readonly address: string;
  /** Called when the attempt is refused because of a lock, whatever its check found. */
  readonly onLocked?: () => void;
}

/** A lock that has just begun. */
export interface Lock {
  /** The attempt that started it. */
  readonly claim: Claim;
  readonly scope: Scope;
  readonly untilMs: number;
}

export interface LoginGuardOptions {
  readonly failedLogins: FailedLoginStore;
  /** Hashes the names. All nodes must have the same key. */
  readonly nameKey: KeyObject;
  readonly clock: Clock;
  /** Resolves after the given time. */
  readonly pause: (ms: number) => Promise<unknown>;
  /** Awaited before the attempt is answered. */
  readonly onLock: (lock: Lock) => Promise<void>;
}

interface Subject {
  readonly claim: Claim;
  readonly kind: Claim['kind'];
  readonly keys: Readonly<Record<Scope | 'known', FailureKey>>;
}

interface Standing {
  readonly locked: boolean;
  /** Failures of this name from this network. */
  readonly failures: number;
  /** Until when the network is known as the user's. 0 if it is not known. */
  readonly knownUntilMs: number;
}

/** The result of the check, or `locked` if a lock began before the check could run. */
type Outcome<T> = 'locked' | { readonly checked: T | null };

/** The failures and locks of a user, for an administrator. */
export interface NameStanding {
  readonly failures: number;
  /** The lock for all networks that are not known. Null if there is none. */
  readonly lockedUntilMs: number | null;
  readonly lockedNetworks: readonly { readonly network: string; readonly untilMs: number }[];
}

export class LoginGuard {
  readonly #options: LoginGuardOptions;
  readonly #queue = new FairQueue({
    runningMax: Number.POSITIVE_INFINITY,
    runningInLaneMax: TRIED_AT_ONCE_MAX,
    waitingMax: WAITING_MAX,
    waitingInLaneMax: WAITING_OF_NAME_MAX,
  });
  /** For each name and network, only one attempt at a time is delayed and made. */
  readonly #delayed = new FairQueue({
    runningMax: DELAYED_MAX,
    runningInLaneMax: 1,
    waitingMax: BEHIND_DELAYED_MAX,
    waitingInLaneMax: BEHIND_DELAYED_OF_LANE_MAX,
  });
  /** How long the last failed attempts took. */
  readonly #failureTimesMs = { user: [] as number[], client: [] as number[] };

  constructor(options: LoginGuardOptions) {
    this.#options = options;
  }

  /**
   * Returns the result of the check. While a lock lasts, returns null whatever the check would
   * return, after as long a time as a failed attempt. An attempt that cannot run because of others
   * fails with `busy` and is not refused, because the secret may be right.
   *
   * @param check returns null for a wrong secret. Its result may be discarded.
   * @throws DomainError `busy`, and any error of the check, which does not count as a failure.
   */
  async attempt<T>(claim: Claim, check: () => Promise<T | null>): Promise<T | null> {
    const subject = this.#subjectOf(claim);
    const standing = await this.#standingOf(subject);
    if (standing.locked) return this.#refuse(subject, check);
    const lane = laneOf(subject.keys['name-from-network']);
    const outcome =
      standing.failures < FREE_FAILURES
        ? await this.#takeTurn(subject, standing, check)
        : await this.#delayed.run([lane], () => this.#takeTurnLater(subject, check));
    return outcome === 'locked' ? this.#refuse(subject, check) : outcome.checked;
  }

  async #takeTurnLater<T>(subject: Subject, check: () => Promise<T | null>): Promise<Outcome<T>> {
    // Earlier attempts may have failed or succeeded meanwhile.
    const standing = await this.#standingOf(subject);
    if (standing.locked) return 'locked';
    const delays = standing.failures - FREE_FAILURES;
    if (delays >= 0) await this.#options.pause(Math.min(DELAY_MS * 2 ** delays, DELAY_MS_MAX));
    return this.#takeTurn(subject, standing, check);
  }

  /** Attempts from unknown networks share the turns of a name, and take them network by network. */
  #takeTurn<T>(
    subject: Subject,
    { knownUntilMs }: Standing,
    check: () => Promise<T | null>,
  ): Promise<Outcome<T>> {
    const { name, 'name-from-network': nameFromNetwork } = subject.keys;
    const path =
      knownUntilMs === 0
        ? [laneOf(name), ...networksOf(subject.claim.address)]
        : [laneOf(nameFromNetwork)];
    return this.#queue.run(path, async () => {
      // Other attempts may have failed meanwhile.
      const standing = await this.#standingOf(subject);
      return standing.locked ? 'locked' : { checked: await this.#try(subject, standing, check) };
    });
  }

  async #try<T>(
    subject: Subject,
    standing: Standing,
    check: () => Promise<T | null>,
  ): Promise<T | null> {
    const startedAtMs = performance.now();
    const checked = await check();
    if (checked !== null) await this.#recordSuccess(subject, standing);
    else {
      await this.#recordFailure(subject);
      this.#recordTime(subject, performance.now() - startedAtMs);
    }
    return checked;
  }

  /** Counts a failure that the caller found without `attempt`. */
  async recordFailure(claim: Claim): Promise<void> {
    await this.#recordFailure(this.#subjectOf(claim));
  }

  /** Returns the state of a user, over all names of the user. */
  async standingOf(names: readonly string[]): Promise<NameStanding> {
    const { failedLogins, clock } = this.#options;
    const nowMs = clock.now();
    const hashes = names.map((name) => this.#hash('user', name));
    const all = (await Promise.all(hashes.map((hash) => failedLogins.listOfName(hash)))).flat();
    const anywhere = all.filter(({ network }) => network === '');
    const locked = all.filter((row) => isLocked(row, nowMs));
    const untilMs = locked
      .filter(({ network }) => network === '')
      .map(({ lockedUntilMs }) => lockedUntilMs ?? 0);
    return {
      failures: anywhere.reduce((sum, row) => sum + countOf(row, RULES.user.name, nowMs), 0),
      lockedUntilMs: untilMs.length === 0 ? null : Math.max(...untilMs),
      lockedNetworks: locked.flatMap(({ network, lockedUntilMs }) =>
        network === '' || lockedUntilMs === null ? [] : [{ network, untilMs: lockedUntilMs }],
      ),
    };
  }

  /**
   * Forgets the failures of a user, under all names of the user.
   *
   * @param failedLogins the store of a transaction, if this takes part in one.
   */
  async unlock(
    names: readonly string[],
    failedLogins: FailedLoginStore = this.#options.failedLogins,
  ): Promise<void> {
    for (const name of names) await failedLogins.removeOfName(this.#hash('user', name));
  }

  async #standingOf({ kind, keys }: Subject): Promise<Standing> {
    const { failedLogins, clock } = this.#options;
    const pair = keys['name-from-network'];
    const names = [pair.nameHash, keys.known.nameHash, keys.network.nameHash];
    const rows = await failedLogins.find(names, [pair.network, keys.name.network]);
    const nowMs = clock.now();
    const at = (key: FailureKey) =>
      rows.find(({ nameHash, network }) => nameHash === key.nameHash && network === key.network);
    const until = at(keys.known)?.forgottenAtMs ?? 0;
    const known = until > nowMs;
    const counted = [keys['name-from-network'], ...(known ? [] : [keys.name, keys.network])];
    return {
      locked: counted.some((key) => isLocked(at(key), nowMs)),
      failures: countOf(at(pair), RULES[kind]['name-from-network'], nowMs),
      knownUntilMs: known ? until : 0,
    };
  }

  /** Waits as long as a failed attempt takes, with a timer instead of the work. */
  async #refuse(subject: Subject, check: () => Promise<unknown>): Promise<null> {
    const times = this.#failureTimesMs[subject.kind];
    const timeMs = times.length === 0 ? undefined : times[randomInt(times.length)];
    if (timeMs !== undefined) await this.#options.pause(timeMs);
    else {
      const startedAtMs = performance.now();
      await check();
      this.#recordTime(subject, performance.now() - startedAtMs);
    }
    subject.claim.onLocked?.();
    return null;
  }

  async #recordFailure({ claim, kind, keys }: Subject): Promise<void> {
    const { failedLogins, clock, onLock } = this.#options;
    const nowMs = clock.now();
    const scopes = Object.entries(RULES[kind]) as [Scope, FailureRule][];
    const counts = scopes.map(([scope, rule]) => ({ ...keys[scope], ...rule }));
    const counted = await failedLogins.count(counts, nowMs);
    for (const [scope, { lockMs }] of scopes) {
      const { nameHash, network } = keys[scope];
      const untilMs = nowMs + lockMs;
      const begun = counted.some(
        (row) =>
          row.nameHash === nameHash && row.network === network && row.lockedUntilMs === untilMs,
      );
      if (begun) await onLock({ claim, scope, untilMs });
    }
  }

  async #recordSuccess({ kind, keys }: Subject, standing: Standing): Promise<void> {
    const { failedLogins, clock } = this.#options;
    if (standing.failures > 0) await failedLogins.remove(keys['name-from-network']);
    const untilMs = clock.now() + KNOWN_MS;
    if (kind === 'user' && standing.knownUntilMs < untilMs - RECORD_KNOWN_EVERY_MS) {
      await failedLogins.remember(keys.known, untilMs);
    }
  }

  #recordTime({ kind }: Subject, timeMs: number): void {
    const times = this.#failureTimesMs[kind];
    times.push(timeMs);
    if (times.length > SAMPLES_MAX) times.shift();
  }

  #subjectOf(claim: Claim): Subject {
    const { kind, name, address } = claim;
    const network = networkOf(address);
    const nameHash = this.#hash(kind, name);
    return {
      claim,
      kind,
      keys: {
        'name-from-network': { nameHash, network },
        name: { nameHash, network: '' },
        network: { nameHash: '', network },
        known: { nameHash: this.#hash(`known ${kind}`, name), network },
      },
    };
  }

  #hash(purpose: string, name: string): string {
    const text = `${purpose}\n${foldName(name)}`;
    return createHmac('sha256', this.#options.nameKey).update(text).digest('base64url');
  }
}

function laneOf({ nameHash, network }: FailureKey): string {
  return `${nameHash} ${network}`;
}

function isLocked(row: FailedLogins | undefined, nowMs: number): boolean {
  return row !== undefined && (row.lockedUntilMs ?? 0) > nowMs;
}

function countOf(row: FailedLogins | undefined, { forgetMs }: FailureRule, nowMs: number): number {
  return row === undefined ? 0 : Math.max(0, Math.ceil((row.forgottenAtMs - nowMs) / forgetMs));
}
