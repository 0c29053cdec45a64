/** Authenticates by user name or e-mail address, and password. The database holds the hash. */

import { networksOf } from '../network.ts';
import type { RefusalCause } from '../request-notes.ts';
import type { Sessions, TicketUser } from '../sessions/sessions.ts';
import type { Associate, AssociateStore } from '../users/associate.ts';
import { findByLoginName } from '../users/login-names.ts';
import { type LoginBar, loginBarOf } from '../users/may-log-in.ts';
import type { Authenticator, Credentials, ProvenIdentity } from './authenticator.ts';
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

  authenticate(credentials: Credentials, user: TicketUser): Promise<ProvenIdentity | null> {
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
  ): Promise<ProvenIdentity | null> {
    if (credentials.kind !== 'password') return null;
    const { guard, sessions } = this.#options;
    const { userName: name } = credentials;
    let flaw: PasswordFlaw | null = null;
    const onLocked = () => {
      flaw = 'locked';
    };
    const claim = { kind: 'user', name, address: user.address, onLocked } as const;
    const associate = await guard.attempt(claim, async () => {
      const checked = await this.#check(credentials, user);
      if (typeof checked === 'object') return checked;
      flaw = checked;
      return null;
    });
    if (associate) {
      return { ...sessions.prepare(associate, user, ticketLifetimeMs), state: 'new' };
    }
    const found = flaw ?? 'locked';
    if (user.notes) user.notes.findCause = () => this.#explain(name, found);
    return null;
  }

  async #check(
    { userName, password }: PasswordCredentials,
    { address }: TicketUser,
  ): Promise<Associate | Exclude<PasswordFlaw, 'locked'>> {
    const { associates, passwords } = this.#options;
    const associate = await findByLoginName(associates, userName);
    const stored = await associates.readPasswordHash(associate?.id ?? NOBODY_ID);
    const matches = await passwords.verify(password, stored, networksOf(address));
    if (!associate) return 'user-unknown';
    if (!matches) return stored === null ? 'no-password' : 'password-wrong';
    return loginBarOf(associate) ?? associate;
  }

  /** Names the user only if there is one: a name that nobody has may be a password. */
  async #explain(userName: string, flaw: PasswordFlaw): Promise<RefusalCause> {
    const associate = await findByLoginName(this.#options.associates, userName);
    if (userName === '') {
      return { reason: 'user-name-missing', text: 'The request has no user name.' };
    }
    if (!associate) {
      return flaw === 'locked'
        ? { reason: 'locked', text: `The name that was sent is locked. ${WAIT}` }
        : { reason: 'user-unknown', text: NOBODY };
    }
    const { reason, text } = FLAWS[flaw];
    return { reason, text: `${associate.name} ${text}` };
  }
}

/** Why a password is refused. */
type PasswordFlaw = 'locked' | 'user-unknown' | 'no-password' | 'password-wrong' | LoginBar;

const WAIT =
  'After too many failed logins, every login is refused for some minutes. An administrator can ' +
  'unlock a user.';
const NOBODY =
  'No user has the name that was sent, as name, user name or e-mail address. An e-mail address ' +
  'of several users is of none.';

const FLAWS: Readonly<Record<PasswordFlaw, RefusalCause>> = {
  locked: { reason: 'locked', text: `is locked for this client. ${WAIT}` },
  'user-unknown': { reason: 'user-unknown', text: 'did not exist at that moment.' },
  'no-password': {
    reason: 'no-password',
    text: 'has no password and cannot log in with one. An administrator can set one.',
  },
  'password-wrong': {
    reason: 'password-wrong',
    text: 'exists, but the password is wrong.',
  },
  disabled: { reason: 'user-disabled', text: 'is disabled. The password is right.' },
  retired: { reason: 'user-retired', text: 'is retired. The password is right.' },
  'waiting-for-approval': {
    reason: 'user-waits-for-approval',
    text: 'waits for approval. The password is right.',
  },
  resource: { reason: 'user-is-resource', text: 'is a resource, which cannot log in.' },
};
