/**
 * Authorization codes and refresh tokens: what a sign-in gives an application, and what the
 * application trades for tokens. Both are random; only their hashes are stored.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1 authorization codes
 * @see https://www.rfc-editor.org/rfc/rfc7636 PKCE
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { randomLettersAndDigits } from '../random-secret.ts';

export const CODE_LIFETIME_MS = 600_000;

/** The most refresh tokens that one application has for one user. The oldest end. */
export const REFRESH_TOKENS_MAX = 50;

const CHARACTERS = 64;
const TEXT = /^[A-Za-z0-9]{64}$/;

/** What the application that redeems a code must prove to know (PKCE). */
export interface CodeChallenge {
  readonly method: 'S256' | 'plain';
  readonly challenge: string;
}

/** A code is kept until it expires, even when it was used, so that a second use is noticed. */
export interface AuthorizationCode {
  /** SHA-256, base64. */
  readonly codeHash: string;
  readonly applicationId: number;
  readonly associateId: number;
  /** The generation of the user at the sign-in. The code ends with it. */
  readonly generation: number;
  /** The ticket of the sign-in. */
  readonly ticketId: string;
  /** The address that the code was sent to. */
  readonly redirectUri: string;
  /** What the application wants to find in the id_token. Null if it sent none. */
  readonly nonce: string | null;
  /** Null if the application sent none. */
  readonly codeChallenge: CodeChallenge | null;
  readonly expiresAtMs: number;
  /** The hash of the refresh token that the code gave. Null while the code is unused. */
  readonly refreshTokenHash: string | null;
}

export interface AuthorizationCodeStore {
  /** @throws DomainError `not-found` for application or associate. */
  add(code: AuthorizationCode): Promise<void>;
  /** Locks the code until the transaction ends. */
  lock(codeHash: string): Promise<AuthorizationCode | null>;
  /** Marks the code as used. */
  use(codeHash: string, refreshTokenHash: string): Promise<void>;
  removeOfApplication(applicationId: number): Promise<void>;
}

/** It does not expire, and is not replaced when it is used. */
export interface RefreshToken {
  /** SHA-256, base64. */
  readonly tokenHash: string;
  readonly applicationId: number;
  readonly associateId: number;
  /** The generation of the user at the sign-in. The token ends with it. */
  readonly generation: number;
  /** The ticket of the newest access token. It ends with the refresh token. */
  readonly ticketId: string;
  readonly issuedAtMs: number;
}

export interface RefreshTokenStore {
  /** @throws DomainError `not-found` for application or associate. */
  add(token: RefreshToken): Promise<void>;
  find(tokenHash: string): Promise<RefreshToken | null>;
  /** Lists the tokens of an application, oldest first. */
  list(applicationId: number, associateId?: number): Promise<readonly RefreshToken[]>;
  /** Returns whether the token still exists. */
  setTicket(tokenHash: string, ticketId: string): Promise<boolean>;
  /** Returns whether there was one. */
  remove(tokenHash: string): Promise<boolean>;
}

/** Finds the tenants of codes and refresh tokens, because clients do not send it with them. */
export interface GrantTenantStore {
  /** Returns the context identifier. */
  ofCode(codeHash: string): Promise<string | null>;
  /** Returns the context identifier. */
  ofRefreshToken(tokenHash: string): Promise<string | null>;
}

/** Makes a code or a refresh token: 64 letters and digits. */
export function createGrantText(): string {
  return randomLettersAndDigits(CHARACTERS);
}

/** Hashes a code or a refresh token. Returns null for a text that cannot be one. */
export function hashGrantText(text: string): string | null {
  return TEXT.test(text) ? hash('sha256', text, 'base64') : null;
}

/**
 * Whether the verifier proves the challenge. Without a challenge there must be no verifier, so that
 * nobody can take the challenge out of a request unnoticed (RFC 9700 section 2.1.1).
 */
export function provesChallenge(codeChallenge: CodeChallenge | null, verifier: string | null) {
  if (!codeChallenge || verifier === null) return !codeChallenge && verifier === null;
  const { method, challenge } = codeChallenge;
  const actual = Buffer.from(method === 'plain' ? verifier : hash('sha256', verifier, 'base64url'));
  const expected = Buffer.from(challenge);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
