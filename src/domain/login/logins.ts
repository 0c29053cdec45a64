/**
 * Logging in: turns a client's credentials into a principal and a ticket.
 *
 * Wrong credentials are not an error here. The contract answers "not succeeded" without a reason,
 * so that nobody learns which user names exist.
 */
import type { Application } from '../applications/application.ts';
import { noteAdmitted, type RefusalCause } from '../request-notes.ts';
import type { TicketUser } from '../sessions/sessions.ts';
import type { Principal } from '../users/associate.ts';
import { findByLoginName } from '../users/login-names.ts';
import { type LoginRecorder, recordLogin } from './audited-login.ts';
import type { Authenticator, Credentials } from './authenticator.ts';
import type { RefusalCauses } from './refusal-causes.ts';

export interface Login {
  readonly principal: Principal;
  readonly ticketText: string;
}

export interface LoginsOptions extends LoginRecorder {
  /** Asked in this order until one accepts the credentials. */
  readonly authenticators: readonly Authenticator[];
  readonly refusalCauses: RefusalCauses;
}

export class Logins {
  readonly #options: LoginsOptions;

  constructor(options: LoginsOptions) {
    this.#options = options;
  }

  /**
   * Returns null if no authenticator accepts the credentials. The result is in the audit trail
   * before this resolves.
   *
   * @param application the calling application; null if none is known.
   * @throws DomainError `busy`.
   */
  async authenticate(
    credentials: Credentials,
    user: TicketUser,
    application: Application | null = null,
  ): Promise<Login | null> {
    const { authenticators, associates } = this.#options;
    for (const authenticator of authenticators) {
      const found = await authenticator.authenticate(credentials, user, application);
      if (found === null) continue;
      const attempt = { credentials, user, application, proven: found };
      const proven = await recordLogin(this.#options, attempt);
      if (proven === null) return this.#refuse(credentials, user);
      if (user.notes) noteAdmitted(user.notes, { session: proven });
      const principal = await associates.principal(proven.associate);
      return { principal, ticketText: proven.ticketText };
    }
    await recordLogin(this.#options, { credentials, user, application, proven: null });
    return this.#refuse(credentials, user);
  }

  #refuse(credentials: Credentials, { notes }: TicketUser): null {
    if (notes) notes.findCause ??= () => this.#causeOf(credentials);
    return null;
  }

  async #causeOf(credentials: Credentials): Promise<RefusalCause | null> {
    const { refusalCauses, associates } = this.#options;
    switch (credentials.kind) {
      case 'ticket':
        return refusalCauses.ofToken(credentials.ticket);
      case 'access-token':
        return refusalCauses.ofAccessToken(credentials.accessToken);
      case 'assertion': {
        const user = await findByLoginName(associates, credentials.userName);
        const text = user
          ? `${user.name} was vouched for, but may not log in.`
          : 'The proxy or the client certificate vouches for a name that no user has.';
        return { reason: user ? 'user-disabled' : 'user-unknown', text };
      }
      case 'password':
        return null;
    }
  }
}
