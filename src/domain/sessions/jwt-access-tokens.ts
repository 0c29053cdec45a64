/**
 * JWT access tokens, which a resource server can verify on its own with the published keys. Their
 * form is in `jwt-access-token.ts`.
 *
 * A JWT is issued for a ticket or an access token and ends with it. Only this server knows that at
 * once. A resource server that verifies a JWT on its own accepts it until it expires.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9068
 */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose/jwt/sign';
import type { Application } from '../applications/application.ts';
import type { Applications } from '../applications/applications.ts';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import type { AccessTokenAlgorithm } from '../keys/signing-key.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { RevokedTokenStore } from './access-token.ts';
import type { AccessTokenRefusal, ValidAccessToken } from './access-tokens.ts';
import {
  CONTEXT_CLAIM,
  contextIdentifierOf,
  JWT_TYPE,
  type JwtClaims,
  openJwt,
} from './jwt-access-token.ts';
import type { Session, Sessions } from './sessions.ts';
import type { TicketState, TicketStore } from './ticket.ts';

export interface JwtAccessTokensOptions {
  /** The tenant's context identifier. Empty on-site. */
  readonly contextIdentifier: string;
  readonly signingKeys: SigningKeys;
  readonly sessions: Sessions;
  readonly applications: Applications;
  readonly tickets: TicketStore;
  readonly revokedTokens: RevokedTokenStore;
  readonly clock: Clock;
  /** The time from issue to expiry, unless the ticket or access token expires earlier. */
  readonly accessTokenLifetimeMs: number;
}

/** The access token that a JWT is issued for. */
export type JwtOrigin = Pick<ValidAccessToken, 'claims' | 'application'>;

export interface JwtAccessTokenRequest {
  readonly issuer: string;
  /** The resource servers that the JWT is for. At least one. */
  readonly audience: readonly string[];
  /** The application that requests the JWT and may use it. */
  readonly application: Application;
  readonly algorithm: AccessTokenAlgorithm;
  /** Null if the JWT is issued for a ticket. */
  readonly origin: JwtOrigin | null;
  /** Further claims about the user. */
  readonly identity: Readonly<Record<string, string>>;
}

export interface IssuedJwt {
  readonly text: string;
  readonly expiresInMs: number;
}

/** A JWT that is valid, as far as this node knows. */
export interface ValidJwt {
  readonly claims: JwtClaims;
  readonly session: Session;
  readonly application: Application;
}

/**
 * The result of checking a JWT. The claims are present if the signature is valid, even if the JWT
 * is not.
 */
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

  /** @throws DomainError `session-invalid` if the ticket or access token has just ended. */
  async issue({ associate, ticket }: Session, request: JwtAccessTokenRequest): Promise<IssuedJwt> {
    const { signingKeys, clock, accessTokenLifetimeMs, contextIdentifier } = this.#options;
    const { issuer, audience, application, algorithm, origin, identity } = request;
    if (!(await this.#exists(ticket, origin))) throw new DomainError('session-invalid', ENDED);
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
      sid_generation: ticket.generation,
      ...(origin && { origin_jti: origin.claims.tokenId }),
      ...(origin?.application && { origin_client_id: origin.application.clientId }),
      ...identity,
      ...(contextIdentifier !== '' && { [CONTEXT_CLAIM]: contextIdentifier }),
    })
      .setProtectedHeader({ alg: key.algorithm, typ: JWT_TYPE, kid: key.keyId })
      .sign(key.privateKey);
    return { text, expiresInMs: end - now };
  }

  /**
   * Checks without the cache, because resource servers accept a JWT until it expires. No JWT may be
   * issued for a ticket or token that another node has ended.
   */
  async #exists({ id }: Pick<TicketState, 'id'>, origin: JwtOrigin | null): Promise<boolean> {
    const { tickets, revokedTokens } = this.#options;
    if (origin && (await revokedTokens.hasByNow(origin.claims.tokenId))) return false;
    return tickets.exists(id);
  }

  /**
   * Returns null if the JWT is not of this tenant or is no longer valid. Does not prolong anything.
   */
  async verify(text: string): Promise<ValidJwt | null> {
    const verdict = await this.judge(text);
    return verdict.valid ? verdict : null;
  }

  /** Like `verify`, with the reason. */
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
    if (session?.ticket.generation !== claims.sid_generation) return refuse('session-ended');
    return { valid: true, claims, session, application };
  }

  /**
   * Returns null if the application, or the one whose access token the JWT was issued for, may no
   * longer call. An application that was created after the JWT is another one, even with the same
   * client id.
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

  /** A JWT also ends with the access token that it was issued for. */
  async #isRevoked({ jti, origin_jti: originId }: JwtClaims): Promise<boolean> {
    const { revokedTokens } = this.#options;
    if (await revokedTokens.has(jti)) return true;
    return originId !== undefined && (await revokedTokens.has(originId));
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
