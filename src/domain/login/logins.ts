/**
 * Logging in: from whatever a client offers to a principal and a ticket.
 *
 * What does not prove an identity is not an error here: the contract answers "not succeeded", and
 * says nothing of the reason, so that nobody learns which user names exist.
 */
import type { Application } from '../application.ts';
import type { AssociateStore, Principal } from '../associate.ts';
import type { TenantAudit } from '../audit-trail.ts';
import type { TicketUser } from '../sessions.ts';
import { recordLogin } from './audited-login.ts';
import type { Authenticator, Credentials } from './authenticator.ts';

export interface Login {
  readonly principal: Principal;
  readonly ticketText: string;
}

export interface LoginsOptions {
  /** Asked one after the other, until the credentials prove something to one. */
  readonly authenticators: readonly Authenticator[];
  readonly associates: AssociateStore;
  readonly audit: TenantAudit;
}

export class Logins {
  readonly #options: LoginsOptions;

  constructor(options: LoginsOptions) {
    this.#options = options;
  }

  /**
   * Null when the credentials prove nothing. What came of it is in the audit trail by then.
   *
   * @param application that asks; null where none is known.
   * @throws DomainError `busy`.
   */
  async authenticate(
    credentials: Credentials,
    user: TicketUser,
    application: Application | null = null,
  ): Promise<Login | null> {
    const { authenticators, associates } = this.#options;
    for (const authenticator of authenticators) {
      const proven = await authenticator.authenticate(credentials, user, application);
      if (proven === null) continue;
      await recordLogin(this.#options, { credentials, user, application, proven });
      proven.onRecorded?.();
      const principal = await associates.principal(proven.associate);
      return { principal, ticketText: proven.ticketText };
    }
    await recordLogin(this.#options, { credentials, user, application, proven: null });
    return null;
  }
}
