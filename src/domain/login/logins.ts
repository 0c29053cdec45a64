/**
 * Logging in: from whatever a client offers to a principal and a ticket.
 *
 * What does not prove an identity is not an error here: the contract answers "not succeeded", and
 * says nothing of the reason, so that nobody learns which user names exist.
 */
import type { AssociateStore, Principal } from '../associate.ts';
import type { TicketUser } from '../sessions.ts';
import type { Authenticator, Credentials } from './authenticator.ts';

export interface Login {
  readonly principal: Principal;
  readonly ticketText: string;
}

export interface LoginsOptions {
  /** Asked one after the other, until the credentials prove something to one. */
  readonly authenticators: readonly Authenticator[];
  readonly associates: AssociateStore;
}

export class Logins {
  readonly #options: LoginsOptions;

  constructor(options: LoginsOptions) {
    this.#options = options;
  }

  /** Null when the credentials prove nothing. @throws DomainError `busy`. */
  async authenticate(credentials: Credentials, user: TicketUser): Promise<Login | null> {
    const { authenticators, associates } = this.#options;
    for (const authenticator of authenticators) {
      const proven = await authenticator.authenticate(credentials, user);
      if (proven === null) continue;
      const principal = await associates.principal(proven.associate);
      return { principal, ticketText: proven.ticketText };
    }
    return null;
  }
}
