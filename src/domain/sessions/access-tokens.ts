/** Access tokens: the rules for issuing and accepting them. Their form is in `access-token.ts`. */

import type { Application } from '../applications/application.ts';
import type { Applications } from '../applications/applications.ts';
import type { TenantAudit } from '../audit/audit-trail.ts';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import type { TokenKeys } from '../keys/token-keys.ts';
import type {
  AccessTokenClaims,
  AccessTokenCodec,
  AccessTokenFlaw,
  RevokedTokenStore,
} from './access-token.ts';
import type { CsSession, CsSessionGrant, CsSessionOrigin } from './cs-session.ts';
import type { CsSessions } from './cs-sessions.ts';
import type { Session, Sessions, TicketUser } from './sessions.ts';
import type { TicketStore } from './ticket.ts';

/**
 * Why a token is not accepted: it is not ours, it belongs to another tenant, it is not valid yet,
 * it has expired, it was revoked, its application may no longer call, or its session has ended
 * (revoked, or its user was disabled or got a new password).
 */
export type AccessTokenRefusal =
  | AccessTokenFlaw
  | 'other-tenant'
  | 'not-yet-valid'
  | 'expired'
  | 'revoked'
  | 'application-ended'
  | 'session-ended';

/** The result of checking a token. The claims are present if the token opens, valid or not. */
export type AccessTokenVerdict =
  | {
      readonly valid: true;
      readonly claims: AccessTokenClaims;
      readonly session: Session;
      /** The application on whose behalf it was issued. Null if none is known. */
      readonly application: Application | null;
      /**
       * The CS session that it carries. Null if there is none or it has ended; it can end before
       * the token.
       */
      readonly csSession: CsSession | null;
    }
  | {
      readonly valid: false;
      readonly refusal: AccessTokenRefusal;
      readonly claims: AccessTokenClaims | null;
    };

export type ValidAccessToken = Extract<AccessTokenVerdict, { readonly valid: true }>;

export interface AccessTokenRequest {
  /** The application to issue the token for. Null if none is known. */
  readonly application: Application | null;
  /** The access token that the session was entered with. The new token ends with it. */
  readonly accessTokenId?: string | null;
  /** Also starts a CS session, which the token carries. */
  readonly includeCsSession: boolean;
  readonly origin: CsSessionOrigin;
}

export interface AccessTokensOptions {
  /** The tenant's context identifier. Empty on-site. */
  readonly contextIdentifier: string;
  /** Seals and opens tokens with `tokenKeys`. */
  readonly codec: AccessTokenCodec;
  readonly tokenKeys: TokenKeys;
  readonly sessions: Sessions;
  readonly csSessions: CsSessions;
  readonly applications: Applications;
  readonly tickets: TicketStore;
  readonly revokedTokens: RevokedTokenStore;
  readonly clock: Clock;
  readonly audit: TenantAudit;
  /** The time from issue to expiry. */
  readonly accessTokenLifetimeMs: number;
}

const TICKET_MARGIN_MS = 60_000;

const ISSUED = { action: 'access-token-issued', outcome: 'succeeded' } as const;

const ENDED =
  'Authentication failed! The access token was revoked, or its session has ended. Log in again.';

export class AccessTokens {
  readonly #options: AccessTokensOptions;

  constructor(options: AccessTokensOptions) {
    this.#options = options;
  }

  /** The time from issue to expiry. */
  get lifetimeMs(): number {
    return this.#options.accessTokenLifetimeMs;
  }

  /**
   * The lifetime of a ticket that no client gets, so that it does not end before its access token.
   */
  get ticketLifetimeMs(): number {
    return this.lifetimeMs + TICKET_MARGIN_MS;
  }

  /**
   * Issues a token for the user of a session.
   *
   * @throws DomainError `cs-user-missing`; `session-invalid` if the session has just ended.
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
    // After a change of the password, the clock of another node may be ahead.
    const validFromMs = Math.max(clock.now(), session.ticket.tokensFromMs);
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

  /** Only counts, because one audit event per token would be too many. */
  #countIssue({ ticket, associate }: Session, application: Application | null, user: TicketUser) {
    const counted = { ticketId: ticket.id, user: associate.name };
    this.#options.audit.count(user, ISSUED, counted, `${application?.id}`, () => ({
      application: application?.name ?? null,
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

  /** Checks a token. Does not prolong anything. */
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
    if (!session || claims.validFromMs < session.ticket.tokensFromMs) {
      return refuse('session-ended');
    }
    const csSession = claims.csSession && (await csSessions.find(claims.csSession));
    return { valid: true, claims, session, application: application || null, csSession };
  }

  /**
   * Records a use of the token, which also counts as a use of its CS session. Returns null if the
   * token is not valid.
   */
  async accept(text: string): Promise<ValidAccessToken | null> {
    const verdict = await this.verify(text);
    if (!verdict.valid) return null;
    if (verdict.csSession) await this.#options.csSessions.recordUse(verdict.csSession);
    return verdict;
  }

  async #derive(session: Session, tokenId: string, user: TicketUser) {
    const { sessions, revokedTokens, tickets } = this.#options;
    const started = await sessions.derive(session, tokenId, user);
    // A revocation from now on finds this ticket. An earlier one could not, so check for it.
    if (started === null || !(await revokedTokens.hasByNow(tokenId))) return started;
    await tickets.remove(started.ticket.id);
    return null;
  }

  /** Opens a token with the current keys, including keys that another node made. */
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
