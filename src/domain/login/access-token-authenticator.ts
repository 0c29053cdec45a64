/**
 * Trades an access token for a ticket. A client that trades the same token again shortly after gets
 * the same ticket.
 */

import type { Application } from '../applications/application.ts';
import type { AccessTokens } from '../sessions/access-tokens.ts';
import type { GivenSession, Sessions, TicketUser } from '../sessions/sessions.ts';
import type { Authenticator, Credentials, ProvenIdentity } from './authenticator.ts';
import type { RecentTrades, Trade } from './recent-trades.ts';

export interface AccessTokenAuthenticatorOptions {
  readonly accessTokens: AccessTokens;
  readonly sessions: Sessions;
  readonly recentTrades: RecentTrades;
}

export class AccessTokenAuthenticator implements Authenticator {
  readonly #options: AccessTokenAuthenticatorOptions;

  constructor(options: AccessTokenAuthenticatorOptions) {
    this.#options = options;
  }

  async authenticate(
    credentials: Credentials,
    user: TicketUser,
    application: Application | null,
  ): Promise<ProvenIdentity | null> {
    if (credentials.kind !== 'access-token') return null;
    const { accessTokens, sessions, recentTrades } = this.#options;
    const accepted = await accessTokens.accept(credentials.accessToken);
    if (!accepted) return null;
    const trade = { tokenId: accepted.claims.tokenId, user, application };
    const again = await this.#giveAgain(trade);
    if (again) return { ...again, state: 'repeated' };
    const { session, claims } = accepted;
    const prepared = sessions.prepareDerived(session, claims.tokenId, user);
    return { ...prepared, state: 'new', onStored: () => recentTrades.keep(trade, prepared) };
  }

  async #giveAgain(trade: Trade): Promise<GivenSession | null> {
    const { sessions, recentTrades } = this.#options;
    const kept = recentTrades.find(trade);
    if (!kept) return null;
    const again = await sessions.giveAgain(kept);
    // The cached ticket has ended, and it stays ended.
    if (!again && recentTrades.find(trade) === kept) recentTrades.forget(trade);
    return again;
  }
}
