/** User name or e-mail address, and a password whose hash the database holds. */
import { type AssociateStore, findByNameOrEmail } from '../associate.ts';
import type { PasswordHasher } from '../password.ts';
import type { Sessions, TicketUser } from '../sessions.ts';
import type { Authenticator, Credentials, ProvenIdentity } from './authenticator.ts';

export interface PasswordAuthenticatorOptions {
  readonly associates: AssociateStore;
  readonly sessions: Sessions;
  readonly passwords: PasswordHasher;
}

export class PasswordAuthenticator implements Authenticator {
  readonly #options: PasswordAuthenticatorOptions;

  constructor(options: PasswordAuthenticatorOptions) {
    this.#options = options;
  }

  async authenticate(credentials: Credentials, user: TicketUser): Promise<ProvenIdentity | null> {
    if (credentials.kind !== 'password') return null;
    const { associates, passwords, sessions } = this.#options;
    const associate = await findByNameOrEmail(associates, credentials.userName);
    const stored = associate && (await associates.readPasswordHash(associate.id));
    const matches = await passwords.verify(credentials.password, stored);
    if (!associate || !matches || associate.disabledAtMs !== null) return null;
    return sessions.start(associate, user);
  }
}
