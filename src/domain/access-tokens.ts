/** Access tokens: the rules of issuing and accepting them. Their form is in `access-token.ts`. */
import type { AccessTokenClaims, AccessTokenCodec, AccessTokenFlaw } from './access-token.ts';
import type { CsUserStatus } from './associate.ts';
import type { Clock } from './clock.ts';
import {
  type CsSessionGrant,
  type CsSessionStore,
  createSessionKey,
  hashSessionKey,
} from './cs-session.ts';
import { DomainError } from './errors.ts';
import type { Session, Sessions, TicketUser } from './sessions.ts';

/**
 * Why a token is not accepted: it is none of ours, its time has not come or is over, or its session
 * has ended (revoked, or its user disabled or given a new password).
 */
export type AccessTokenRefusal = AccessTokenFlaw | 'not-yet-valid' | 'expired' | 'session-ended';

/** What is known of a token. The claims are there as soon as it opens, valid or not. */
export type AccessTokenVerdict =
  | { readonly valid: true; readonly claims: AccessTokenClaims; readonly session: Session }
  | {
      readonly valid: false;
      readonly refusal: AccessTokenRefusal;
      readonly claims: AccessTokenClaims | null;
    };

/** Inferred: what the original does with the other statuses is not public. */
const USABLE_CS_USERS: readonly CsUserStatus[] = ['normal', 'read-only', 'spm', 'system'];

export interface AccessTokensOptions {
  readonly codec: AccessTokenCodec;
  readonly sessions: Sessions;
  readonly csSessions: CsSessionStore;
  readonly clock: Clock;
  /** From issue to expiry. */
  readonly accessTokenLifetimeMs: number;
}

export class AccessTokens {
  readonly #options: AccessTokensOptions;

  constructor(options: AccessTokensOptions) {
    this.#options = options;
  }

  /**
   * Issues a token for the user of a session.
   *
   * @param includeCsSession also starts a CS session, which the token carries.
   * @throws DomainError `cs-user-missing`.
   */
  async issue(session: Session, includeCsSession: boolean, user: TicketUser): Promise<string> {
    const { associate, ticket } = session;
    const now = this.#options.clock.now();
    return this.#options.codec.seal({
      validFromMs: now,
      validToMs: now + this.#options.accessTokenLifetimeMs,
      associateId: associate.id,
      ticketId: ticket.id,
      csSession: includeCsSession ? await this.#startCsSession(session, user, now) : null,
    });
  }

  async verify(text: string): Promise<AccessTokenVerdict> {
    const claims = this.#options.codec.open(text.trim());
    if (typeof claims === 'string') return { valid: false, refusal: claims, claims: null };
    const now = this.#options.clock.now();
    if (now < claims.validFromMs) return { valid: false, refusal: 'not-yet-valid', claims };
    if (now >= claims.validToMs) return { valid: false, refusal: 'expired', claims };
    const session = await this.#options.sessions.find(claims.ticketId);
    return session
      ? { valid: true, claims, session }
      : { valid: false, refusal: 'session-ended', claims };
  }

  async #startCsSession(
    { associate, ticket }: Session,
    user: TicketUser,
    now: number,
  ): Promise<CsSessionGrant> {
    const { csUser } = associate;
    if (csUser === null || !USABLE_CS_USERS.includes(csUser.status)) {
      throw new DomainError(
        'cs-user-missing',
        `The user ${associate.name} has no Customer Service user that can log in, so there can be ` +
          'no CS session. Ask for the token without one, or let an administrator give the user one.',
      );
    }
    const sessionKey = createSessionKey();
    const loginId = await this.#options.csSessions.add({
      keyHash: hashSessionKey(sessionKey),
      associateId: associate.id,
      csUserId: csUser.id,
      ticketId: ticket.id,
      clientAddress: user.address,
      origin: 'soap',
      startedAtMs: now,
    });
    return { loginId, csUserId: csUser.id, sessionKey };
  }
}
