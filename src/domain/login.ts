/**
 * Logging in: from whatever a client offers to a principal and a ticket.
 *
 * What does not prove an identity is not an error here: the contract answers "not succeeded", and
 * says nothing of the reason, so that nobody learns which user names exist.
 */
import { looksLikeAccessToken } from './access-token.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Associate, AssociateStore, Principal } from './associate.ts';
import type { PasswordHasher } from './password.ts';
import type { Sessions, TicketUser } from './sessions.ts';
import { looksLikeTicket } from './ticket.ts';

/** What a client may prove an identity with. */
export type Credentials =
  | { readonly kind: 'password'; readonly userName: string; readonly password: string }
  | { readonly kind: 'ticket'; readonly ticket: string }
  | { readonly kind: 'access-token'; readonly accessToken: string };

export interface Login {
  readonly principal: Principal;
  readonly ticketText: string;
}

export interface LoginsOptions {
  readonly associates: AssociateStore;
  readonly sessions: Sessions;
  readonly accessTokens: AccessTokens;
  readonly passwords: PasswordHasher;
}

/**
 * A ticket or an access token can stand wherever a user name is asked for; the password is ignored.
 */
export function credentialsOf(nameOrToken: string, password: string): Credentials {
  const userName = nameOrToken.trim();
  if (looksLikeTicket(userName)) return { kind: 'ticket', ticket: userName };
  if (looksLikeAccessToken(userName)) return { kind: 'access-token', accessToken: userName };
  return { kind: 'password', userName, password };
}

export class Logins {
  readonly #options: LoginsOptions;

  constructor(options: LoginsOptions) {
    this.#options = options;
  }

  /** Null when the credentials prove nothing. @throws DomainError `busy`. */
  async authenticate(credentials: Credentials, user: TicketUser): Promise<Login | null> {
    switch (credentials.kind) {
      case 'password':
        return this.#byPassword(credentials.userName, credentials.password, user);
      case 'ticket':
        return this.#byTicket(credentials.ticket, user);
      case 'access-token':
        return this.#byAccessToken(credentials.accessToken, user);
    }
  }

  async #byPassword(userName: string, password: string, user: TicketUser): Promise<Login | null> {
    const { associates, passwords, sessions } = this.#options;
    const associate = await this.#findByNameOrEmail(userName);
    const stored = associate && (await associates.readPasswordHash(associate.id));
    const matches = await passwords.verify(password, stored);
    if (!associate || !matches || associate.disabledAtMs !== null) return null;
    return this.#login(associate, (await sessions.start(associate, user)).ticketText);
  }

  async #byTicket(ticket: string, user: TicketUser): Promise<Login | null> {
    const session = await this.#options.sessions.resume(ticket, user);
    return session && this.#login(session.associate, ticket);
  }

  async #byAccessToken(accessToken: string, user: TicketUser): Promise<Login | null> {
    const verdict = await this.#options.accessTokens.verify(accessToken);
    if (!verdict.valid) return null;
    const started = await this.#options.sessions.derive(verdict.session, user);
    return started && this.#login(started.associate, started.ticketText);
  }

  async #findByNameOrEmail(userName: string): Promise<Associate | null> {
    const { associates } = this.#options;
    return (await associates.findByName(userName)) ?? (await associates.findByEmail(userName));
  }

  async #login(associate: Associate, ticketText: string): Promise<Login> {
    return { principal: await this.#options.associates.principal(associate), ticketText };
  }
}
