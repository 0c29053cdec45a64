/** A fault rule at work: which calls it fits, and to how many of them it has applied. */
import { isOperation } from '../journal/entry-filter.ts';
import type { Protocol } from '../web/recording.ts';
import type { FaultRule } from './fault-rule.ts';
import { randomChances } from './random-chances.ts';

/** What is known of a call when its operation begins. */
export interface RuledCall {
  readonly protocol: Protocol;
  /** Such as `User.GetAccessToken`. */
  readonly operation: string;
  readonly tenant: string | null;
  readonly hasTicket: boolean;
}

/** What is known of a call when its caller was admitted. */
export interface RuledCaller {
  /** The name of the user, and the name that a login has sent. */
  readonly users: readonly (string | null | undefined)[];
  readonly application: string | null;
}

export class InjectedRule {
  readonly id: string;
  readonly rule: FaultRule;
  /** Whether the caller must be known before the rule can be applied. */
  readonly needsCaller: boolean;
  readonly #chance: () => number;
  #held = new AbortController();
  #isRemoved = false;
  #skipped = 0;
  #hits = 0;

  constructor(id: string, rule: FaultRule) {
    this.id = id;
    this.rule = rule;
    const { user, application } = rule.match ?? {};
    this.needsCaller = user !== undefined || application !== undefined;
    this.#chance = randomChances(rule.randomSeed ?? 1);
  }

  /** To how many requests it has applied. */
  get hits(): number {
    return this.#hits;
  }

  /** Aborted when the requests that the rule delays or never answers must be let go. */
  get released(): AbortSignal {
    return this.#held.signal;
  }

  /** Lets the requests go that the rule delays or never answers. */
  letGo(): void {
    this.#held.abort();
    this.#held = new AbortController();
  }

  /** Lets requests go, and applies to no more. */
  remove(): void {
    this.#isRemoved = true;
    this.letGo();
  }

  fits({ protocol, operation, tenant, hasTicket }: RuledCall): boolean {
    const { match = {}, effect } = this.rule;
    if (effect.kind === 'soap-fault' && protocol !== 'soap') return false;
    if (effect.kind === 'expire-ticket' && !hasTicket) return false;
    return (
      (match.protocol ?? protocol) === protocol &&
      isSame(match.tenant, tenant) &&
      (match.operation === undefined || isOperation(match.operation, operation.replace('.', '/')))
    );
  }

  fitsCaller({ users, application }: RuledCaller): boolean {
    const { match = {} } = this.rule;
    return isSame(match.application, application) && users.some((name) => isSame(match.user, name));
  }

  /** Counts a call that fits. Returns whether the rule applies to it. */
  take(): boolean {
    const { skip = 0, times = 1, probability = 1 } = this.rule;
    if (this.#isRemoved || (times !== 'always' && this.#hits >= times)) return false;
    if (this.#skipped < skip) {
      this.#skipped += 1;
      return false;
    }
    if (this.#chance() >= probability) return false;
    this.#hits += 1;
    return true;
  }
}

/** Names are compared without regard to case. */
function isSame(expected: string | undefined, name: string | null | undefined): boolean {
  return expected === undefined || expected.toLowerCase() === name?.toLowerCase();
}
