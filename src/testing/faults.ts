/** The faults of a test server: keeps the rules, and applies them to requests. */
import { DomainError } from '../domain/errors.ts';
import type { FaultInjector } from '../http/fault-injector.ts';
import { CallWithFaults, type FaultTools } from './call-with-faults.ts';
import { readFaultRule } from './fault-schema.ts';
import { InjectedRule } from './injected-rule.ts';

const RULES_MAX = 100;

export class Faults {
  /** By id, in the order of injection. */
  readonly #rules = new Map<string, InjectedRule>();
  #given = 0;
  #isClosed = false;

  /**
   * @throws DomainError `invalid-argument` with what was wrong and what was expected; `conflict`
   *   if there are 100 faults already.
   */
  inject(given: unknown): InjectedRule {
    const rule = readFaultRule(given);
    if (this.#rules.size >= RULES_MAX) {
      const message = `There are ${RULES_MAX} faults, which is the most. Remove some first.`;
      throw new DomainError('conflict', message);
    }
    this.#given += 1;
    const injected = new InjectedRule(`fault-${this.#given}`, rule);
    this.#rules.set(injected.id, injected);
    return injected;
  }

  /** The first injected first. */
  list(): readonly InjectedRule[] {
    return [...this.#rules.values()];
  }

  /**
   * Also lets the requests go that the fault holds. Does nothing if it was removed before, and
   * another fault may have its id since a reset.
   */
  remove(injected: InjectedRule): void {
    injected.remove();
    if (this.#rules.get(injected.id) === injected) this.#rules.delete(injected.id);
  }

  /** Removes all faults, and lets the requests go that they hold. */
  clear(): void {
    for (const rule of this.#rules.values()) rule.remove();
    this.#rules.clear();
  }

  /** Like `clear`. The ids begin again at `fault-1`. */
  reset(): void {
    this.clear();
    this.#given = 0;
  }

  /** Lets the requests go that a fault delays or never answers. The faults stay. */
  letGo(): void {
    for (const rule of this.#rules.values()) rule.letGo();
  }

  /** Returns the injector of a backend, with what the faults need of it. */
  injectorOf(tools: FaultTools): FaultInjector {
    return {
      open: (request) =>
        this.#isClosed || this.#rules.size === 0
          ? null
          : new CallWithFaults(request, this.list(), tools),
      close: () => {
        this.#isClosed = true;
        this.clear();
      },
    };
  }
}
