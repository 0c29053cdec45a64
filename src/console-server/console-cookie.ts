/**
 * The cookie of a session. Cookies ignore ports, so its name is the installation's own: two
 * installations on one host do not overwrite each other's.
 */
import type { IncomingHttpHeaders } from 'node:http';

const ID_CHARACTERS = 8;
const SECRET = /^[\w-]{16,200}$/;
const COOKIE_CHARACTERS_MAX = 8192;

/**
 * @param installationId a UUID.
 * @param isSecure whether the browser came by https. Then it refuses the cookie to all others.
 */
export function cookieNameOf(installationId: string, isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}ticketoffice-${installationId.slice(0, ID_CHARACTERS)}`;
}

/** Returns the secret in the cookie. Null if there is none that could be ours. */
export function readCookie({ cookie = '' }: IncomingHttpHeaders, name: string): string | null {
  if (cookie.length > COOKIE_CHARACTERS_MAX) return null;
  const values = cookie.split(';').flatMap((part) => {
    const [given = '', ...rest] = part.trim().split('=');
    return given === name ? [rest.join('=')] : [];
  });
  // Another program on the host can add one of the same name for a path. Then none is trusted.
  const [value] = values;
  return values.length === 1 && value !== undefined && SECRET.test(value) ? value : null;
}

/** @param secret null to remove the cookie. */
export function printCookie(name: string, secret: string | null, isSecure: boolean): string {
  const age = secret === null ? '; Max-Age=0' : '';
  const secure = isSecure ? '; Secure' : '';
  return `${name}=${secret ?? ''}; Path=/; HttpOnly; SameSite=Strict${secure}${age}`;
}
