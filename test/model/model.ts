/**
 * The model: what the servers must answer, however many there are. It knows users, sessions and
 * tokens, and what ends each of them. It knows no databases and no caches, except that each node
 * remembers its own trades. Its rules are those of ARCHITECTURE.md and of docs/decisions 7, 13, 18
 * and 34.
 */
import type { Application, Cast, Refusal, Session, Tenant, Token, User, Visit } from './records.ts';

const MINUTE_MS = 60_000;

export const lifetimes = {
  ticketLifetimeMs: 60 * MINUTE_MS,
  accessTokenLifetimeMs: 40 * MINUTE_MS,
  csSessionIdleMs: 20 * MINUTE_MS,
} as const;
/** A use is written if the previous one is older than this. Until then a trade is repeated. */
const RECORD_USE_EVERY_MS = MINUTE_MS;

/** A node answered a token with the ticket of a session. */
interface Trade {
  readonly node: number;
  readonly application: Application;
  readonly token: Token;
  readonly session: Session;
  readonly atMs: number;
}

export class Model {
  readonly cast: Cast;
  readonly sessions: Session[] = [];
  readonly tokens: Token[] = [];
  readonly retiredKeyIds = new Set<string>();
  /** The trades that nodes may remember. */
  readonly trades: Trade[] = [];
  readonly #clock: { readonly nowMs: number };

  constructor(cast: Cast, clock: { readonly nowMs: number }) {
    this.cast = cast;
    this.#clock = clock;
  }

  refusalOf({ tenant, application }: Visit): Refusal | null {
    if (tenant.suspended) return 'tenant suspended';
    return application.disabled ? 'application disabled' : null;
  }

  /** The refusal of a ticket that a client sends. */
  ticketRefusalOf(visit: Visit, session: Session): Refusal | null {
    const stands = session.user.tenant === visit.tenant && this.sessionStands(session);
    return this.refusalOf(visit) ?? (stands ? null : 'not valid');
  }

  /** The refusal of a token of either kind that a client asks about. */
  tokenRefusalOf(visit: Visit, token: Token): Refusal | null {
    const stands = token.session.user.tenant === visit.tenant && this.tokenStands(token);
    return this.refusalOf(visit) ?? (stands ? null : 'not valid');
  }

  /**
   * The refusal of a token that a client sends as its credentials. It must be an access token, and
   * it identifies its application.
   */
  bearerRefusalOf(tenant: Tenant, token: Token): Refusal | null {
    if (tenant.suspended) return 'tenant suspended';
    const { application } = token;
    const isNone = token.kind === 'jwt' || application.disabled;
    return isNone ? 'not valid' : this.tokenRefusalOf({ tenant, application }, token);
  }

  userAt(tenant: Tenant, name: string): User {
    const user = this.cast.users.find((one) => one.tenant === tenant && one.name === name);
    if (!user) throw new Error(`There is no ${name} of ${tenant.name}.`);
    return user;
  }

  proves(user: User, password: string): boolean {
    return !user.disabled && user.password === password;
  }

  sessionStands(session: Session): boolean {
    const { user, generation, endsAtMs } = session;
    const isOver = endsAtMs <= this.#clock.nowMs || generation !== user.generation;
    return !isOver && !user.disabled && !isRevoked(session);
  }

  tokenStands(token: Token): boolean {
    const { application, origin, session } = token;
    const isAllowed = !application.disabled && !origin?.application.disabled;
    return !this.isOver(token) && isAllowed && this.sessionStands(session);
  }

  /** Whether the token has ended for good, so that there is nothing to revoke. */
  isOver({ endsAtMs, revoked, origin, keyId }: Token): boolean {
    const isEnded = revoked || origin?.revoked || this.retiredKeyIds.has(keyId);
    return endsAtMs <= this.#clock.nowMs || isEnded === true;
  }

  /** The CS session is shown only to the application that the token was issued to. */
  describe({ application }: Visit, token: Token): string {
    const isTold = token.application === application && this.csSessionStands(token);
    return nameOf(token.session.user) + (isTold ? ', with a CS session' : '');
  }

  csSessionStands({ csUsedAtMs }: Token): boolean {
    const idleSinceMs = this.#clock.nowMs - lifetimes.csSessionIdleMs;
    return csUsedAtMs !== null && csUsedAtMs > idleSinceMs;
  }

  useSession(session: Session): void {
    const { nowMs } = this.#clock;
    if (session.usedAtMs > nowMs - RECORD_USE_EVERY_MS) return;
    session.usedAtMs = nowMs;
    session.endsAtMs = nowMs + lifetimes.ticketLifetimeMs;
  }

  useToken(token: Token): void {
    const { nowMs } = this.#clock;
    const usedAtMs = token.csUsedAtMs ?? nowMs;
    const isDue = nowMs - usedAtMs >= RECORD_USE_EVERY_MS;
    if (isDue && this.csSessionStands(token)) token.csUsedAtMs = nowMs;
  }

  /** The session that the node returns again for the token, or null if it starts another. */
  repeatedTrade(node: number, application: Application, token: Token): Session | null {
    const asked = this.trades.findLast(
      (trade) => trade.node === node && trade.application === application && trade.token === token,
    );
    const isRecent = asked && asked.atMs > this.#clock.nowMs - RECORD_USE_EVERY_MS;
    return isRecent && this.sessionStands(asked.session) ? asked.session : null;
  }

  rememberTrade(node: number, application: Application, token: Token, session: Session): void {
    this.trades.push({ node, application, token, session, atMs: this.#clock.nowMs });
  }

  /** The node has lost its memory of trades. */
  forgetTrades(node: number): void {
    const left = this.trades.filter((trade) => trade.node !== node);
    this.trades.splice(0, Infinity, ...left);
  }

  start(user: User, origin: Token | null, ticket: string | null): Session {
    const { nowMs } = this.#clock;
    const times = { usedAtMs: nowMs, endsAtMs: nowMs + lifetimes.ticketLifetimeMs };
    const { generation } = user;
    const session = { user, generation, origin, ticket, ...times, revoked: false };
    this.sessions.push(session);
    return session;
  }
}

/**
 * A session is also revoked with the access token that it was entered with, and with the session of
 * that token.
 */
function isRevoked({ revoked, origin }: Session): boolean {
  return revoked || (origin !== null && (origin.revoked || isRevoked(origin.session)));
}

export function nameOf({ name, tenant }: User): string {
  return `${name} of ${tenant.name}`;
}
