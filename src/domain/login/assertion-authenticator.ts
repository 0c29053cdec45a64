/**
 * Logs in a user for whom the environment vouches. The code that reads the assertion decides
 * whether to trust it.
 */

import type { Sessions, TicketUser } from '../sessions/sessions.ts';
import type { AssociateStore } from '../users/associate.ts';
import { findByLoginName } from '../users/login-names.ts';
import { loginBarOf } from '../users/may-log-in.ts';
import type { Authenticator, Credentials, ProvenIdentity } from './authenticator.ts';

export interface AssertionAuthenticatorOptions {
  readonly associates: AssociateStore;
  readonly sessions: Sessions;
}

export class AssertionAuthenticator implements Authenticator {
  readonly #options: AssertionAuthenticatorOptions;

  constructor(options: AssertionAuthenticatorOptions) {
    this.#options = options;
  }

  async authenticate(credentials: Credentials, user: TicketUser): Promise<ProvenIdentity | null> {
    if (credentials.kind !== 'assertion') return null;
    const { associates, sessions } = this.#options;
    const associate = await findByLoginName(associates, credentials.userName);
    if (!associate || loginBarOf(associate) !== null) return null;
    return { ...sessions.prepare(associate, user), state: 'new' };
  }
}
