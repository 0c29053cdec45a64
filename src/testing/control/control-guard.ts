/**
 * Who may use the control API. A server on a loopback address is open to this machine, except to
 * pages of browsers. All others need a token.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../../http/addresses.ts';
import { WebProblem } from '../../web/web-problem.ts';

/** What browsers send for a page of this server, and for an address that a person types. */
const OWN_SITES = ['same-origin', 'none'];

/**
 * @param token null if none is needed.
 * @param isPublic whether the route needs no token.
 * @throws WebProblem 401 or 403
 */
export function requireAllowed(
  { headers }: IncomingMessage,
  token: string | null,
  isPublic: boolean,
): void {
  requireOwnPage(headers);
  if (token === null) requireLoopbackName(headers.host);
  else if (!isPublic) requireToken(headers.authorization, token);
}

/** Another site's page may send requests, although it cannot read the answers. */
function requireOwnPage({ origin, host, ...headers }: IncomingMessage['headers']): void {
  const { 'sec-fetch-site': site = 'none' } = headers;
  const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (isOwn && OWN_SITES.includes(String(site))) return;
  throw new WebProblem(403, 'A page of another origin may not use the control API.');
}

/**
 * Another site's name may lead to this machine (DNS rebinding). Its pages then count as pages of
 * this server.
 */
function requireLoopbackName(host: string | undefined): void {
  const url = `http://${host}`;
  if (host !== undefined && URL.canParse(url) && isLoopback(url)) return;
  const problem = 'The control API was addressed by a name that is not of this machine';
  throw new WebProblem(403, `${problem}; expected localhost, 127.0.0.1 or [::1] as Host.`);
}

/** Compares in constant time. */
function requireToken(authorization: string | undefined, token: string): void {
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (timingSafeEqual(hashOf(given), hashOf(token))) return;
  const problem = authorization === undefined ? 'is missing' : 'is wrong';
  throw new WebProblem(
    401,
    `The token of the control API ${problem}; expected it as "Authorization: Bearer TOKEN".`,
    { 'WWW-Authenticate': 'Bearer realm="ticketoffice control"' },
  );
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
