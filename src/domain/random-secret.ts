/** Random secrets. Those of links and sessions have 256 bits, of which only the hash is stored. */
import { hash, randomBytes, randomInt } from 'node:crypto';

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

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Returns random ASCII letters and digits. Each has almost 6 random bits. */
export function randomLettersAndDigits(count: number): string {
  const draw = () => LETTERS_AND_DIGITS.charAt(randomInt(LETTERS_AND_DIGITS.length));
  return Array.from({ length: count }, draw).join('');
}
