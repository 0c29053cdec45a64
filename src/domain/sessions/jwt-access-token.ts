/**
 * The form of JWT access tokens: verifies the signature and reads the claims.
 *
 * Apart from its time, this module does not decide whether a token is still valid: see
 * `jwt-access-tokens.ts`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9068
 */
import type { JWTPayload } from 'jose';
import * as errors from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import { accessTokenAlgorithms } from '../keys/signing-key.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { AccessTokenFlaw } from './access-token.ts';

/** The claims that each of our JWTs has, times in seconds, and any others. */
export type JwtClaims = JWTPayload & {
  readonly jti: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  /** The id of the ticket that the JWT ends with. */
  readonly sid: string;
  /** The generation of the ticket when the JWT was issued. The JWT ends with it. */
  readonly sid_generation: number;
  /** The application that may use the JWT. */
  readonly client_id: string;
  /** The id of the access token that the JWT was issued for. The JWT ends with it. */
  readonly origin_jti?: string;
  /** The application that this access token was issued for. */
  readonly origin_client_id?: string;
};

export interface OpenedJwt {
  readonly claims: JwtClaims;
  /** Whether it is not valid yet or has expired. Null while it is valid. */
  readonly untimely: 'not-yet-valid' | 'expired' | null;
}

/** The media type of RFC 9068 section 2.1, as the header parameter `typ`. */
export const JWT_TYPE = 'at+jwt';
/** The claim with the tenant's context identifier. Absent on-site. */
export const CONTEXT_CLAIM = 'http://schemes.superoffice.net/identity/ctx';
const TEXT_CHARACTERS_MAX = 8192;

export function looksLikeJwt(text: string): boolean {
  return text.startsWith('eyJ');
}

export function contextIdentifierOf(claims: JwtClaims): string {
  return String(claims[CONTEXT_CLAIM] ?? '');
}

export async function openJwt(
  text: string,
  signingKeys: SigningKeys,
  nowMs: number,
): Promise<OpenedJwt | AccessTokenFlaw> {
  if (text.length > TEXT_CHARACTERS_MAX) return 'malformed';
  try {
    const { payload } = await jwtVerify(
      text,
      async ({ kid = '', alg }) => {
        const key = await signingKeys.find(kid);
        if (!key || key.algorithm !== alg) throw new errors.JWKSNoMatchingKey();
        return key.publicKey;
      },
      {
        algorithms: [...accessTokenAlgorithms],
        typ: JWT_TYPE,
        requiredClaims: ['jti', 'iat', 'nbf', 'exp', 'sid', 'sid_generation', 'client_id'],
        currentDate: new Date(nowMs),
      },
    );
    return opened(payload, null);
  } catch (error) {
    return flawOf(error);
  }
}

/** For a time error the signature is verified already, so the claims can be read. */
function flawOf(error: unknown): OpenedJwt | AccessTokenFlaw {
  if (error instanceof errors.JWTExpired) return opened(error.payload, 'expired');
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf') {
    return opened(error.payload, 'not-yet-valid');
  }
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown-key';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'forged';
  if (error instanceof errors.JOSEError) return 'malformed';
  throw error;
}

function opened(payload: JWTPayload, untimely: OpenedJwt['untimely']): OpenedJwt | 'malformed' {
  const { jti, iat, nbf, exp, sid, sid_generation: generation, client_id: clientId } = payload;
  if (jti === undefined || iat === undefined) return 'malformed';
  if (nbf === undefined || exp === undefined) return 'malformed';
  if (typeof sid !== 'string' || typeof clientId !== 'string') return 'malformed';
  if (typeof generation !== 'number') return 'malformed';
  const ticket = { sid, sid_generation: generation };
  return { claims: { ...payload, jti, iat, nbf, exp, ...ticket, client_id: clientId }, untimely };
}
