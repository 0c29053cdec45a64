/**
 * A cache of recent trades of access tokens. A client that trades the same token at each request
 * gets the ticket that it got before. The cache is only in memory, because the database has only
 * hashes of tickets.
 *
 * `Sessions.giveAgain` decides whether a cached ticket is still valid.
 */
import type { Application } from '../applications/application.ts';
import type { GivenSession, TicketUser } from '../sessions/sessions.ts';

/**
 * A token and the client that trades it. Another client that trades the token gets its own ticket.
 */
export interface Trade {
  readonly tokenId: string;
  readonly user: TicketUser;
  readonly application: Application | null;
}

/** Limit for all tenants. An entry takes about a kilobyte. */
const TRADES_MAX = 10_000;
/** Trades of clients with longer user agents are not cached. */
const USER_AGENT_CHARACTERS_MAX = 200;

export class RecentTrades {
  readonly #started = new Map<string, GivenSession>();

  find(trade: Trade): GivenSession | null {
    return this.#started.get(keyOf(trade)) ?? null;
  }

  /** Replaces the entry of the same trade. Evicts the oldest entry if there are too many. */
  keep(trade: Trade, started: GivenSession): void {
    if ((trade.user.userAgent?.length ?? 0) > USER_AGENT_CHARACTERS_MAX) return;
    const key = keyOf(trade);
    this.#started.delete(key);
    this.#started.set(key, started);
    const [oldest] = this.#started.keys();
    if (this.#started.size > TRADES_MAX && oldest !== undefined) this.#started.delete(oldest);
  }

  forget(trade: Trade): void {
    this.#started.delete(keyOf(trade));
  }
}

function keyOf({ tokenId, user: { address, userAgent }, application }: Trade): string {
  // An absent user agent differs from an empty one.
  const named = userAgent === null ? '' : `\n${userAgent}`;
  return `${tokenId} ${application?.id} ${address}${named}`;
}
