/**
 * What the servers must answer, however many there are: who is who, and what ends what. It knows
 * neither databases nor caches, and of nodes only that each remembers trades of its own.
 * Its rules are those of ARCHITECTURE.md and of docs/decisions 7, 13, 18 and 34.
 */
import type { Application, Cast, Refusal, Session, Tenant, Token, User, Visit } from './records.ts';

const MINUTE_MS = 60_000;

export const lifetimes = {
  ticketLifetimeMs: 60 * MINUTE_MS,
  accessTokenLifetimeMs: 40 * MINUTE_MS,
  csSessionIdleMs: 20 * MINUTE_MS,
} as const;
/** A use is written when the one before is as old; until then a trade is repeated. */
const RECORD_USE_EVERY_MS = MINUTE_MS;

/** That a node gave the ticket of a session for a token. */
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
  /** What nodes may remember. */
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

  /** Of a ticket that is shown. */
  ticketRefusalOf(visit: Visit, session: Session): Refusal | null {
    const stands = session.user.tenant === visit.tenant && this.sessionStands(session);
    return this.refusalOf(visit) ?? (stands ? null : 'not valid');
  }

  /** Of a token of either kind that is asked about. */
  tokenRefusalOf(visit: Visit, token: Token): Refusal | null {
    const stands = token.session.user.tenant === visit.tenant && this.tokenStands(token);
    return this.refusalOf(visit) ?? (stands ? null : 'not valid');
  }

  /** Of a token that is shown, which must be an access token and speaks for its application. */
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

  /** For good: there is nothing to revoke any more. */
  isOver({ endsAtMs, revoked, origin, keyId }: Token): boolean {
    const isEnded = revoked || origin?.revoked || this.retiredKeyIds.has(keyId);
    return endsAtMs <= this.#clock.nowMs || isEnded === true;
  }

  /** The CS session is told to the application that the token was issued to. */
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

  /** Of a session that the node gives again for the token; null where it starts another. */
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

  /** The node has forgotten them. */
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

/** With the access token by which it was entered, or the session of that. */
function isRevoked({ revoked, origin }: Session): boolean {
  return revoked || (origin !== null && (origin.revoked || isRevoked(origin.session)));
}

export function nameOf({ name, tenant }: User): string {
  return `${name} of ${tenant.name}`;
}
