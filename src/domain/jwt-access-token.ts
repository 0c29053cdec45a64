/**
 * The form of JWT access tokens: what one says, as soon as it is known that it was signed here.
 *
 * Whether it is still valid is not decided here, but for its time: see `jwt-access-tokens.ts`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9068
 */
import type { JWTPayload } from 'jose';
import * as errors from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import type { AccessTokenFlaw } from './access-token.ts';
import { signingAlgorithms } from './signing-key.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Those that every one of ours has, times in seconds, and what else it says. */
export type JwtClaims = JWTPayload & {
  readonly jti: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  /** The id of the ticket with which it ends. */
  readonly sid: string;
  /** Of the application which may use it. */
  readonly client_id: string;
  /** Names the access token that it was got for and with which it ends. */
  readonly origin_jti?: string;
  /** Of the application that access token was issued for. */
  readonly origin_client_id?: string;
};

export interface OpenedJwt {
  readonly claims: JwtClaims;
  /** Whether its time has not come, or is over; null while it runs. */
  readonly untimely: 'not-yet-valid' | 'expired' | null;
}

/** The media type of RFC 9068 section 2.1, as `typ` has it. */
export const JWT_TYPE = 'at+jwt';
/** Of which tenant it is; absent on-site. */
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
        algorithms: [...signingAlgorithms],
        typ: JWT_TYPE,
        requiredClaims: ['jti', 'iat', 'nbf', 'exp', 'sid', 'client_id'],
        currentDate: new Date(nowMs),
      },
    );
    return opened(payload, null);
  } catch (error) {
    return flawOf(error);
  }
}

/** Of these only a signature that fits was looked at before. */
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
  const { jti, iat, nbf, exp, sid, client_id: clientId } = payload;
  if (jti === undefined || iat === undefined) return 'malformed';
  if (nbf === undefined || exp === undefined) return 'malformed';
  if (typeof sid !== 'string' || typeof clientId !== 'string') return 'malformed';
  return { claims: { ...payload, jti, iat, nbf, exp, sid, client_id: clientId }, untimely };
}
