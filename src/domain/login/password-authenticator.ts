/** Authenticates by user name or e-mail address, and password. The database holds the hash. */

import { networksOf } from '../network.ts';
import type { Sessions, StartedSession, TicketUser } from '../sessions/sessions.ts';
import type { Associate, AssociateStore } from '../users/associate.ts';
import { findByLoginName } from '../users/login-names.ts';
import { loginBarOf } from '../users/may-log-in.ts';
import type { Authenticator, Credentials } from './authenticator.ts';
import type { LoginGuard } from './login-guard.ts';
import type { PasswordHasher } from './password.ts';

export interface PasswordAuthenticatorOptions {
  readonly associates: AssociateStore;
  readonly sessions: Sessions;
  readonly passwords: PasswordHasher;
  readonly guard: LoginGuard;
}

type PasswordCredentials = Extract<Credentials, { readonly kind: 'password' }>;

/**
 * No user has this id. Unknown names read its password hash, so that they take as long as known
 * ones.
 */
const NOBODY_ID = 0;

export class PasswordAuthenticator implements Authenticator {
  readonly #options: PasswordAuthenticatorOptions;

  constructor(options: PasswordAuthenticatorOptions) {
    this.#options = options;
  }

  authenticate(credentials: Credentials, user: TicketUser): Promise<StartedSession | null> {
    return this.start(credentials, user);
  }

  /**
   * Like `authenticate`, for a ticket with the given lifetime.
   *
   * @throws DomainError `busy`.
   */
  async start(
    credentials: Credentials,
    user: TicketUser,
    ticketLifetimeMs?: number,
  ): Promise<StartedSession | null> {
    if (credentials.kind !== 'password') return null;
    const { guard, sessions } = this.#options;
    const claim = { kind: 'user', name: credentials.userName, address: user.address } as const;
    const associate = await guard.attempt(claim, () => this.#check(credentials, user));
    return associate && sessions.start(associate, user, ticketLifetimeMs);
  }

  async #check(
    { userName, password }: PasswordCredentials,
    { address }: TicketUser,
  ): Promise<Associate | null> {
    const { associates, passwords } = this.#options;
    const associate = await findByLoginName(associates, userName);
    const stored = await associates.readPasswordHash(associate?.id ?? NOBODY_ID);
    const matches = await passwords.verify(password, stored, networksOf(address));
    return associate && matches && loginBarOf(associate) === null ? associate : null;
  }
}
