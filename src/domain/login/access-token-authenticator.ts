/** Who has an access token gets a ticket of their own for it. */
import type { AccessTokens } from '../access-tokens.ts';
import type { TicketUser } from '../sessions.ts';
import type { Authenticator, Credentials, ProvenIdentity } from './authenticator.ts';

export class AccessTokenAuthenticator implements Authenticator {
  readonly #accessTokens: AccessTokens;

  constructor(accessTokens: AccessTokens) {
    this.#accessTokens = accessTokens;
  }

  async authenticate(credentials: Credentials, user: TicketUser): Promise<ProvenIdentity | null> {
    if (credentials.kind !== 'access-token') return null;
    return this.#accessTokens.trade(credentials.accessToken, user);
  }
}
