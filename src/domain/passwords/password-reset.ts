/**
 * Links by which users choose a new password. The token in a link is 256 random bits, of which only
 * the SHA-256 hash is stored.
 */
import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export const RESET_LIFETIME_MS = 3_600_000;

/** A user has at most one. */
export interface PasswordReset {
  readonly associateId: number;
  /** SHA-256 of the token, base64. */
  readonly tokenHash: string;
  /** The address that the link was sent to. The link ends when the user gets another. */
  readonly email: string;
  readonly expiresAtMs: number;
}

export interface PasswordResetStore {
  /** Replaces the reset of the user. @throws DomainError `not-found` for the associate. */
  set(reset: PasswordReset): Promise<void>;
  find(tokenHash: string): Promise<PasswordReset | null>;
  /** Returns whether the user had one. */
  remove(associateId: number): Promise<boolean>;
}

export function createResetToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Returns null for a text that cannot be a token. */
export function hashResetToken(token: string): string | null {
  return TOKEN.test(token) ? hash('sha256', token, 'base64') : null;
}
