/**
 * JWT access tokens: what a resource server can verify by itself, with the published keys.
 *
 * One is got for a ticket or an access token and ends with it, but only here is that known at once:
 * whoever verifies it alone learns of an end when it expires.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9068
 */
import { randomUUID } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { AccessTokenClaims, RevokedTokenStore } from './access-token.ts';
import type { Application } from './application.ts';
import type { Applications } from './applications.ts';
import type { Clock } from './clock.ts';
import type { Session, Sessions } from './sessions.ts';
import { type SigningAlgorithm, signingAlgorithms } from './signing-key.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface JwtAccessTokensOptions {
  /** Of the tenant; empty on-site. */
  readonly contextIdentifier: string;
  readonly signingKeys: SigningKeys;
  readonly sessions: Sessions;
  readonly applications: Applications;
  readonly revokedTokens: RevokedTokenStore;
  readonly clock: Clock;
  /** From issue to expiry, unless that which it is got for expires before. */
  readonly accessTokenLifetimeMs: number;
}

export interface JwtAccessTokenRequest {
  readonly issuer: string;
  /** For whom; at least one. */
  readonly audience: readonly string[];
  /** Which asks for it, and may use it. */
  readonly application: Application;
  readonly algorithm: SigningAlgorithm;
  /** The access token that it is got for; null when it is got for a ticket. */
  readonly origin: AccessTokenClaims | null;
  /** What else it says of its user. */
  readonly identity: Readonly<Record<string, string>>;
}

export interface IssuedJwt {
  readonly text: string;
  readonly expiresInMs: number;
}

/** One that stands, as far as it is known here. */
export interface ValidJwt {
  readonly claims: JWTPayload & { readonly jti: string; readonly exp: number };
  readonly session: Session;
  readonly application: Application;
}

/** The media type of RFC 9068 section 2.1, as `typ` has it. */
const TYPE = 'at+jwt';
const TEXT_CHARACTERS_MAX = 8192;
/** Of which tenant it is; absent on-site. */
export const CONTEXT_CLAIM = 'http://schemes.superoffice.net/identity/ctx';

export function looksLikeJwt(text: string): boolean {
  return text.startsWith('eyJ');
}

export class JwtAccessTokens {
  readonly #options: JwtAccessTokensOptions;

  constructor(options: JwtAccessTokensOptions) {
    this.#options = options;
  }

  async issue({ associate, ticket }: Session, request: JwtAccessTokenRequest): Promise<IssuedJwt> {
    const { signingKeys, clock, accessTokenLifetimeMs, contextIdentifier } = this.#options;
    const { issuer, audience, application, algorithm, origin, identity } = request;
    const key = await signingKeys.current(algorithm);
    const now = clock.now();
    const end = Math.min(now + accessTokenLifetimeMs, origin?.validToMs ?? Number.MAX_VALUE);
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
      ...(origin && { origin_jti: origin.tokenId }),
      ...identity,
      ...(contextIdentifier !== '' && { [CONTEXT_CLAIM]: contextIdentifier }),
    })
      .setProtectedHeader({ alg: key.algorithm, typ: TYPE, kid: key.keyId })
      .sign(key.privateKey);
    return { text, expiresInMs: end - now };
  }

  /** Null for one that is not of this tenant, or does not stand any more. Prolongs nothing. */
  async verify(text: string): Promise<ValidJwt | null> {
    const { contextIdentifier, sessions, applications, revokedTokens } = this.#options;
    const claims = await this.#open(text);
    if (!claims || (claims[CONTEXT_CLAIM] ?? '') !== contextIdentifier) return null;
    const { jti, exp, sid, client_id: clientId, origin_jti: originId } = claims;
    if (jti === undefined || exp === undefined) return null;
    if (typeof sid !== 'string' || typeof clientId !== 'string') return null;
    if (await revokedTokens.has(jti)) return null;
    if (typeof originId === 'string' && (await revokedTokens.has(originId))) return null;
    const application = await applications.findClient(clientId);
    const session = application && (await sessions.find(sid));
    return session && { claims: { ...claims, jti, exp }, session, application };
  }

  async revoke({ claims: { jti, exp } }: ValidJwt): Promise<void> {
    await this.#options.revokedTokens.add(jti, exp * 1000);
  }

  /** What it says, when one of our keys has signed it and its time runs. */
  async #open(text: string): Promise<JWTPayload | null> {
    if (text.length > TEXT_CHARACTERS_MAX) return null;
    const { signingKeys, clock } = this.#options;
    try {
      const { payload } = await jwtVerify(
        text,
        async ({ kid = '', alg }) => {
          const key = await signingKeys.find(kid);
          if (!key || key.algorithm !== alg) throw new errors.JWKSNoMatchingKey();
          return key.publicKey;
        },
        {
          algorithms: [...signingAlgorithms],
          typ: TYPE,
          currentDate: new Date(clock.now()),
        },
      );
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
