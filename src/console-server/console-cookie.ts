/** The cookie of a session at the console. */
import type { IncomingHttpHeaders } from 'node:http';
import { findCookie, cookieNameOf as nameOf } from '../web/cookies.ts';

const SECRET = /^[\w-]{16,200}$/;

/**
 * @param installationId a UUID.
 * @param isSecure whether the browser came by https.
 */
export function cookieNameOf(installationId: string, isSecure: boolean): string {
  return nameOf('ticketoffice', installationId, isSecure);
}

/** Returns the secret in the cookie. Null if there is none that could be ours. */
export function readCookie(headers: IncomingHttpHeaders, name: string): string | null {
  const value = findCookie(headers, name);
  return value !== null && SECRET.test(value) ? value : null;
}

/** @param secret null to remove the cookie. */
export function printCookie(name: string, secret: string | null, isSecure: boolean): string {
  const age = secret === null ? '; Max-Age=0' : '';
  const secure = isSecure ? '; Secure' : '';
  return `${name}=${secret ?? ''}; Path=/; HttpOnly; SameSite=Strict${secure}${age}`;
}
