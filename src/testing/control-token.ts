/** The token of the control API. */
import { randomBytes } from 'node:crypto';
import { isLoopbackAddress } from '../http/addresses.ts';

const TOKEN_BYTES = 32;
const TOKEN = /^[\x21-\x7e]{16,500}$/;

/**
 * Returns the given token, or a new one unless the address can only be reached from this machine.
 * Null if none is needed.
 */
export function controlTokenFor(address: string, given: string | undefined): string | null {
  if (given !== undefined) return given;
  return isLoopbackAddress(address) ? null : randomBytes(TOKEN_BYTES).toString('base64url');
}

/** @throws RangeError, which does not repeat the token. */
export function requireTokenForm(given: string | undefined): void {
  if (given === undefined || TOKEN.test(given)) return;
  throw new RangeError('The control token has 16 to 500 visible ASCII characters.');
}
