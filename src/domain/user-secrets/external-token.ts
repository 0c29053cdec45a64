/** Tokens of other providers, such as Google, that a program stores here. A key finds them. */
import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '../errors.ts';
import { lineProblem, requireNoProblem, textProblem } from '../names.ts';

export interface ExternalTokenContent {
  /** The name of the provider; 255 characters at most. */
  readonly provider: string;
  /** 16,384 characters at most, like `refreshToken`. One of them may be empty. */
  readonly accessToken: string;
  readonly refreshToken: string;
  /** What the provider says about the user; 16,384 characters at most. May be empty. */
  readonly claims: string;
}

/** Tokens as they are stored. */
export interface StoredExternalTokens {
  readonly keyHash: string;
  /** The user who stored them. */
  readonly associateId: number;
  readonly provider: string;
  /** The tokens and the claims, sealed. */
  readonly sealed: Uint8Array;
  readonly savedAtMs: number;
}

/** The external tokens of one tenant. */
export interface ExternalTokenStore {
  find(keyHash: string): Promise<StoredExternalTokens | null>;
  /** @throws DomainError `not-found` for the user. */
  add(tokens: StoredExternalTokens): Promise<void>;
  /** Removes all tokens of the user but the newest. Returns how many it removed. */
  keepNewest(associateId: number, count: number): Promise<number>;
}

/** The most tokens of one user. There is no operation that removes tokens. */
export const EXTERNAL_TOKENS_MAX = 100;

const PROVIDER_CHARACTERS_MAX = 255;
const TOKEN_CHARACTERS_MAX = 16_384;
const KEY_BYTES = 32;

/** Returns 256 random bits, in base64url. */
export function createExternalTokenKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/** A fast hash is enough, because the key is random. */
export function hashExternalTokenKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** @throws DomainError `invalid-argument` with the field and its problem. */
export function requireExternalTokens(tokens: ExternalTokenContent): void {
  requireNoProblem(
    lineProblem('provider', tokens.provider, PROVIDER_CHARACTERS_MAX),
    textProblem('access token', tokens.accessToken, TOKEN_CHARACTERS_MAX),
    textProblem('refresh token', tokens.refreshToken, TOKEN_CHARACTERS_MAX),
    textProblem('text of the claims', tokens.claims, TOKEN_CHARACTERS_MAX),
  );
  if (tokens.accessToken !== '' || tokens.refreshToken !== '') return;
  const message = 'AccessToken and RefreshToken are both empty. Send at least one of them.';
  throw new DomainError('invalid-argument', message);
}
