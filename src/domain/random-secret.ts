/** Secrets of links and sessions: 256 random bits. Only their SHA-256 hash is stored. */
import { hash, randomBytes } from 'node:crypto';

const BYTES = 32;
const TEXT = /^[A-Za-z0-9_-]{43}$/;

/** Returns 43 characters that need no escapes in a URL or a cookie. */
export function createRandomSecret(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** Returns null for a text that cannot be such a secret. */
export function hashRandomSecret(text: string): string | null {
  return TEXT.test(text) ? hash('sha256', text, 'base64') : null;
}
