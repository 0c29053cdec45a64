/**
 * JWT access tokens: what a resource server can verify by itself, with the published keys. Their
 * form is in `jwt-access-token.ts`.
 *
 * One is got for a ticket or an access token and ends with it, but only here is that known at once:
 * whoever verifies it alone learns of an end when it expires.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9068
 */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose/jwt/sign';
import type { RevokedTokenStore } from './access-token.ts';
import type { AccessTokenRefusal, ValidAccessToken } from './access-tokens.ts';
import type { Application } from './application.ts';
import type { Applications } from './applications.ts';
import type { Clock } from './clock.ts';
import { DomainError } from './errors.ts';
import {
  CONTEXT_CLAIM,
  contextIdentifierOf,
  JWT_TYPE,
  type JwtClaims,
  openJwt,
} from './jwt-access-token.ts';
import type { Session, Sessions } from './sessions.ts';
import type { SigningAlgorithm } from './signing-key.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { Ticket, TicketStore } from './ticket.ts';

export interface JwtAccessTokensOptions {
  /** Of the tenant; empty on-site. */
  readonly contextIdentifier: string;
  readonly signingKeys: SigningKeys;
  readonly sessions: Sessions;
  readonly applications: Applications;
  readonly tickets: TicketStore;
  readonly revokedTokens: RevokedTokenStore;
  readonly clock: Clock;
  /** From issue to expiry, unless that which it is got for expires before. */
  readonly accessTokenLifetimeMs: number;
}

/** The access token that a JWT is got for. */
export type JwtOrigin = Pick<ValidAccessToken, 'claims' | 'application'>;

export interface JwtAccessTokenRequest {
  readonly issuer: string;
  /** For whom; at least one. */
  readonly audience: readonly string[];
  /** Which asks for it, and may use it. */
  readonly application: Application;
  readonly algorithm: SigningAlgorithm;
  /** Null when it is got for a ticket. */
  readonly origin: JwtOrigin | null;
  /** What else it says of its user. */
  readonly identity: Readonly<Record<string, string>>;
}

export interface IssuedJwt {
  readonly text: string;
  readonly expiresInMs: number;
}

/** One that stands, as far as it is known here. */
export interface ValidJwt {
  readonly claims: JwtClaims;
  readonly session: Session;
  readonly application: Application;
}

/** What is known of one. The claims are there as soon as its signature fits, valid or not. */
export type JwtVerdict =
  | ({ readonly valid: true } & ValidJwt)
  | {
      readonly valid: false;
      readonly refusal: AccessTokenRefusal;
      readonly claims: JwtClaims | null;
    };

const ENDED = 'The ticket or access token was revoked, or its session has ended. Log in again.';

export class JwtAccessTokens {
  readonly #options: JwtAccessTokensOptions;

  constructor(options: JwtAccessTokensOptions) {
    this.#options = options;
  }

  /** @throws DomainError `session-invalid` when that which it is got for has just ended. */
  async issue({ associate, ticket }: Session, request: JwtAccessTokenRequest): Promise<IssuedJwt> {
    const { signingKeys, clock, accessTokenLifetimeMs, contextIdentifier } = this.#options;
    const { issuer, audience, application, algorithm, origin, identity } = request;
    if (!(await this.#standsByNow(ticket, origin))) throw new DomainError('session-invalid', ENDED);
    const key = await signingKeys.current(algorithm);
    const now = clock.now();
    const originEnd = origin?.claims.validToMs ?? Number.POSITIVE_INFINITY;
    const end = Math.min(now + accessTokenLifetimeMs, ticket.expiresAtMs, originEnd);
    const [only, ...others] = audience;
    const text = await new SignJWT({
      iss: issuer,
      sub: String(associate.id),
      aud: others.length === 0 && only !== undefined ? only : [...audience],
      client_id: application.clientId,
      iat: seconds(now),
      nbf: seconds(now),
      exp: seconds(end),
      jti: randomUUID(),
      sid: ticket.id,
      ...(origin && { origin_jti: origin.claims.tokenId }),
      ...(origin?.application && { origin_client_id: origin.application.clientId }),
      ...identity,
      ...(contextIdentifier !== '' && { [CONTEXT_CLAIM]: contextIdentifier }),
    })
      .setProtectedHeader({ alg: key.algorithm, typ: JWT_TYPE, kid: key.keyId })
      .sign(key.privateKey);
    return { text, expiresInMs: end - now };
  }

  /** Others take a JWT until it expires: none is given out for what another node has ended. */
  async #standsByNow({ id }: Ticket, origin: JwtOrigin | null): Promise<boolean> {
    const { tickets, revokedTokens } = this.#options;
    if (origin && (await revokedTokens.hasByNow(origin.claims.tokenId))) return false;
    return tickets.stands(id);
  }

  /** Null for one that is not of this tenant, or does not stand any more. Prolongs nothing. */
  async verify(text: string): Promise<ValidJwt | null> {
    const verdict = await this.judge(text);
    return verdict.valid ? verdict : null;
  }

  /** The same, with the reason. */
  async judge(text: string): Promise<JwtVerdict> {
    const { contextIdentifier, signingKeys, sessions, clock } = this.#options;
    const opened = await openJwt(text, signingKeys, clock.now());
    if (typeof opened === 'string') return { valid: false, refusal: opened, claims: null };
    const { claims, untimely } = opened;
    const refuse = (refusal: AccessTokenRefusal) => ({ valid: false, refusal, claims }) as const;
    if (contextIdentifierOf(claims) !== contextIdentifier) return refuse('other-tenant');
    if (untimely !== null) return refuse(untimely);
    if (await this.#isRevoked(claims)) return refuse('revoked');
    const application = await this.#findApplication(claims);
    if (!application) return refuse('application-ended');
    const session = await sessions.find(claims.sid);
    return session ? { valid: true, claims, session, application } : refuse('session-ended');
  }

  /**
   * Null when that, or the one whose access token it was got for, may no longer call. One that took
   * over a client id later is another.
   */
  async #findApplication(claims: JwtClaims): Promise<Application | null> {
    const { client_id: clientId, origin_client_id: originClientId = clientId, iat } = claims;
    const { applications } = this.#options;
    const [application, other] = await Promise.all(
      [clientId, originClientId].map(async (id) => {
        const found = await applications.findClient(id);
        return found && seconds(found.createdAtMs) <= iat ? found : null;
      }),
    );
    return (other && application) ?? null;
  }

  /** It ends with the access token that it was got for. */
  async #isRevoked({ jti, origin_jti: originId }: JwtClaims): Promise<boolean> {
    const { revokedTokens } = this.#options;
    if (await revokedTokens.has(jti)) return true;
    return originId !== undefined && (await revokedTokens.has(originId));
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
