/** Reads cookies of requests, under limits. @see https://www.rfc-editor.org/rfc/rfc6265 */
import type { IncomingHttpHeaders } from 'node:http';

const COOKIE_CHARACTERS_MAX = 8192;
const ID_CHARACTERS = 8;

/**
 * Cookies ignore ports, so the name has the installation in it: two installations on one host do
 * not overwrite each other's.
 *
 * @param installationId a UUID.
 * @param isSecure whether the browser came by https. Then it refuses the cookie to all others.
 */
export function cookieNameOf(purpose: string, installationId: string, isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}${purpose}-${installationId.slice(0, ID_CHARACTERS)}`;
}

/** Returns null if there is no cookie of that name, or more than one. */
export function findCookie({ cookie = '' }: IncomingHttpHeaders, name: string): string | null {
  if (cookie.length > COOKIE_CHARACTERS_MAX) return null;
  const values = cookie.split(';').flatMap((part) => {
    const [given = '', ...rest] = part.trim().split('=');
    return given === name ? [rest.join('=')] : [];
  });
  // Another program on the host can add one of the same name for a path. Then none is trusted.
  return values.length === 1 ? (values[0] ?? null) : null;
}
