/**
 * Trades of access tokens that were just made: whoever trades the same token at each request gets
 * the ticket that it got before. In memory only, since of tickets the database has hashes.
 *
 * Whether a ticket that is kept here still stands is for `Sessions.giveAgain` to say.
 */
import type { Application } from '../application.ts';
import type { StartedSession, TicketUser } from '../sessions.ts';

/** By whom a token is traded. Others that trade it get tickets of their own. */
export interface Trade {
  readonly tokenId: string;
  readonly user: TicketUser;
  readonly application: Application | null;
}

/** Of all tenants. One takes about a kilobyte. */
const TRADES_MAX = 10_000;
/** Trades by user agents with longer names are not kept. */
const USER_AGENT_CHARACTERS_MAX = 200;

export class RecentTrades {
  readonly #started = new Map<string, StartedSession>();

  find(trade: Trade): StartedSession | null {
    return this.#started.get(keyOf(trade)) ?? null;
  }

  /** In place of what was kept of such a trade. The oldest goes where there are too many. */
  keep(trade: Trade, started: StartedSession): void {
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
  // To name no user agent is something else than to name an empty one.
  const named = userAgent === null ? '' : `\n${userAgent}`;
  return `${tokenId} ${application?.id} ${address}${named}`;
}
