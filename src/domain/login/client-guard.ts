/**
 * Guards client secrets against guessing, at no cost for clients with the right secret. It queries
 * the shared failure counts only for networks from which this node has seen a failure.
 */
import { networkOf } from '../network.ts';
import type { LoginGuard } from './login-guard.ts';

/** Limit on remembered networks. A network that is evicted gets one more attempt. */
const SUSPECTS_MAX = 10_000;

export class ClientGuard {
  readonly #guard: LoginGuard;
  readonly #suspects = new Set<string>();

  constructor(guard: LoginGuard) {
    this.#guard = guard;
  }

  /**
   * Returns the result of the check, or null while a lock lasts.
   *
   * @param onLocked called if a lock is the reason.
   * @throws DomainError `busy`
   */
  async attempt<T>(
    clientId: string,
    address: string,
    check: () => Promise<T | null>,
    onLocked: () => void = () => {},
  ): Promise<T | null> {
    const claim = { kind: 'client', name: clientId, address, onLocked } as const;
    const network = networkOf(address);
    if (this.#suspects.has(network)) return this.#guard.attempt(claim, check);
    const checked = await check();
    if (checked === null) {
      this.#suspect(network);
      await this.#guard.recordFailure(claim);
    }
    return checked;
  }

  #suspect(network: string): void {
    this.#suspects.add(network);
    const [oldest] = this.#suspects;
    if (this.#suspects.size > SUSPECTS_MAX && oldest !== undefined) this.#suspects.delete(oldest);
  }
}
