/** Access tokens: the rules of issuing and accepting them. Their form is in `access-token.ts`. */
import type {
  AccessTokenClaims,
  AccessTokenCodec,
  AccessTokenFlaw,
  RevokedTokenStore,
} from './access-token.ts';
import type { Application } from './application.ts';
import type { Applications } from './applications.ts';
import type { TenantAudit } from './audit-trail.ts';
import type { Clock } from './clock.ts';
import type { CsSession, CsSessionGrant, CsSessionOrigin } from './cs-session.ts';
import type { CsSessions } from './cs-sessions.ts';
import { DomainError } from './errors.ts';
import type { Session, Sessions, StartedSession, TicketUser } from './sessions.ts';
import type { TicketStore } from './ticket.ts';
import type { TokenKeys } from './token-keys.ts';

/**
 * Why a token is not accepted: it is none of ours, it is another tenant's, its time has not come or
 * is over, it was revoked, the application on whose behalf it was issued may no longer call, or its
 * session has ended (revoked, or its user disabled or given a new password).
 */
export type AccessTokenRefusal =
  | AccessTokenFlaw
  | 'other-tenant'
  | 'not-yet-valid'
  | 'expired'
  | 'revoked'
  | 'application-ended'
  | 'session-ended';

/** What is known of a token. The claims are there as soon as it opens, valid or not. */
export type AccessTokenVerdict =
  | {
      readonly valid: true;
      readonly claims: AccessTokenClaims;
      readonly session: Session;
      /** On whose behalf it was issued; null where none is known. */
      readonly application: Application | null;
      /** The CS session that it carries, while that lasts: it can end before the token. */
      readonly csSession: CsSession | null;
    }
  | {
      readonly valid: false;
      readonly refusal: AccessTokenRefusal;
      readonly claims: AccessTokenClaims | null;
    };

export type ValidAccessToken = Extract<AccessTokenVerdict, { readonly valid: true }>;

export interface AccessTokenRequest {
  /** On whose behalf; null where none is known. */
  readonly application: Application | null;
  /** The access token by which the session was entered: the new one ends with it. */
  readonly accessTokenId?: string | null;
  /** Also starts a CS session, which the token carries. */
  readonly includeCsSession: boolean;
  readonly origin: CsSessionOrigin;
}

export interface AccessTokensOptions {
  /** Of the tenant; empty on-site. */
  readonly contextIdentifier: string;
  /** Over those keys. */
  readonly codec: AccessTokenCodec;
  readonly tokenKeys: TokenKeys;
  readonly sessions: Sessions;
  readonly csSessions: CsSessions;
  readonly applications: Applications;
  readonly tickets: TicketStore;
  readonly revokedTokens: RevokedTokenStore;
  readonly clock: Clock;
  readonly audit: TenantAudit;
  /** From issue to expiry. */
  readonly accessTokenLifetimeMs: number;
}

const TICKET_MARGIN_MS = 60_000;

const ENDED =
  'Authentication failed! The access token was revoked, or its session has ended. Log in again.';

export class AccessTokens {
  readonly #options: AccessTokensOptions;

  constructor(options: AccessTokensOptions) {
    this.#options = options;
  }

  /** From issue to expiry. */
  get lifetimeMs(): number {
    return this.#options.accessTokenLifetimeMs;
  }

  /** Of a ticket that nobody is told, so that it does not end before the token got for it. */
  get ticketLifetimeMs(): number {
    return this.lifetimeMs + TICKET_MARGIN_MS;
  }

  /**
   * Issues a token for the user of a session.
   *
   * @throws DomainError `cs-user-missing`; `session-invalid` when the session has just ended.
   */
  async issue(
    entered: Session,
    { application, accessTokenId = null, includeCsSession, origin }: AccessTokenRequest,
    user: TicketUser,
  ): Promise<string> {
    const session =
      accessTokenId === null ? entered : await this.#derive(entered, accessTokenId, user);
    if (!session) throw new DomainError('session-invalid', ENDED);
    const { codec, tokenKeys, contextIdentifier, clock, csSessions } = this.#options;
    const validFromMs = clock.now();
    const validToMs = validFromMs + this.#options.accessTokenLifetimeMs;
    const start = { clientAddress: user.address, origin, expiresAtMs: validToMs };
    const csSession = includeCsSession ? await csSessions.start(session, start) : null;
    await tokenKeys.freshen();
    if (csSession) await this.#recordCsSession(session, application, csSession, user);
    this.#countIssue(session, application, user);
    return codec.seal({
      contextIdentifier,
      validFromMs,
      validToMs,
      associateId: session.associate.id,
      ticketId: session.ticket.id,
      applicationId: application?.id ?? null,
      csSession,
    });
  }

  /** There are far too many for an event each. */
  #countIssue({ ticket, associate }: Session, application: Application | null, user: TicketUser) {
    this.#options.audit.count(user, `${ticket.id} ${application?.id}`, () => ({
      action: 'access-token-issued',
      outcome: 'succeeded',
      user: associate.name,
      application: application?.name ?? null,
      detail: { ticketId: ticket.id },
    }));
  }

  #recordCsSession(
    { ticket, associate }: Session,
    application: Application | null,
    { loginId, csUserId }: CsSessionGrant,
    user: TicketUser,
  ): Promise<void> {
    return this.#options.audit.record(user, {
      action: 'cs-session-started',
      outcome: 'succeeded',
      user: associate.name,
      application: application?.name ?? null,
      detail: { ticketId: ticket.id, loginId, csUserId },
    });
  }

  /** Prolongs nothing. */
  async verify(text: string): Promise<AccessTokenVerdict> {
    const { contextIdentifier, csSessions, applications, sessions } = this.#options;
    const claims = await this.#open(text.trim());
    if (typeof claims === 'string') return { valid: false, refusal: claims, claims: null };
    const refuse = (refusal: AccessTokenRefusal) => ({ valid: false, refusal, claims }) as const;
    if (claims.contextIdentifier !== contextIdentifier) return refuse('other-tenant');
    const now = this.#options.clock.now();
    if (now < claims.validFromMs) return refuse('not-yet-valid');
    if (now >= claims.validToMs) return refuse('expired');
    if (await this.#options.revokedTokens.has(claims.tokenId)) return refuse('revoked');
    const { applicationId } = claims;
    const application = applicationId && (await applications.findStanding(applicationId));
    if (applicationId && !application) return refuse('application-ended');
    const session = await sessions.find(claims.ticketId);
    if (!session) return refuse('session-ended');
    const csSession = claims.csSession && (await csSessions.find(claims.csSession));
    return { valid: true, claims, session, application: application || null, csSession };
  }

  /** A use of the token, which counts as one of its CS session; null when it is not valid. */
  async accept(text: string): Promise<ValidAccessToken | null> {
    const verdict = await this.verify(text);
    if (!verdict.valid) return null;
    if (verdict.csSession) await this.#options.csSessions.recordUse(verdict.csSession);
    return verdict;
  }

  /**
   * Trades a token for a session that ends with it when it is revoked; null when that has just
   * happened.
   */
  trade(
    { session, claims }: Pick<ValidAccessToken, 'session' | 'claims'>,
    user: TicketUser,
  ): Promise<StartedSession | null> {
    return this.#derive(session, claims.tokenId, user);
  }

  async #derive(session: Session, tokenId: string, user: TicketUser) {
    const { sessions, revokedTokens, tickets } = this.#options;
    const started = await sessions.derive(session, tokenId, user);
    // Whoever revokes the token from now on finds this ticket. Before, nobody could.
    if (started === null || !(await revokedTokens.hasByNow(tokenId))) return started;
    await tickets.remove(started.ticket.id);
    return null;
  }

  /** With the keys that there are now, be they of another node. */
  async #open(text: string): Promise<AccessTokenClaims | AccessTokenFlaw> {
    const { codec, tokenKeys } = this.#options;
    const freshening = tokenKeys.freshen();
    if (freshening !== null) await freshening;
    const opened = codec.open(text);
    if (opened !== 'unknown-key') return opened;
    await tokenKeys.learn(codec.keyIdOf(text));
    return codec.open(text);
  }
}
