/** Rules for cross-origin requests from browsers. */
import type { IncomingMessage } from 'node:http';
import { readMediaType } from '../media/media-type.ts';
import { WebProblem } from './web-problem.ts';

/** Options of `@fastify/cors`. This server uses no cookies, so credentials are not allowed. */
export function corsOptions(origins: readonly string[]) {
  return {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'SO-AppToken',
      'SO-TimeZone',
      'SO-Language',
      'SO-Culture',
      // The original's client for browsers sends it with every request.
      'SO-Browser-TZ-Offset',
    ],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After', 'SO-TimeZone'],
    maxAge: 600,
    strictPreflight: false,
  };
}

/**
 * Refuses a form, or a POST without a body, that a page of another origin sends. Browsers send
 * these without a preflight, so CORS does not stop them. Without this check, such a page could
 * cause failed logins from its reader's address until the user is locked out there.
 *
 * @param ownOrigin the origin at which clients reach this server.
 * @param allowed origins whose pages may call. `*` for all.
 * @throws WebProblem 403
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
export function requireAllowedOrigin(
  { method, headers }: IncomingMessage,
  ownOrigin: string,
  allowed: readonly string[],
): void {
  const { origin } = headers;
  if (origin === undefined || method !== 'POST' || !needsNoPreflight(headers['content-type']))
    return;
  const isOwn = origin === ownOrigin || headers['sec-fetch-site'] === 'same-origin';
  if (isOwn || allowed.includes('*') || allowed.includes(origin)) return;
  throw new WebProblem(
    403,
    'A page of another origin may not send this. The setting corsOrigins names those that may.',
  );
}

/** Their bodies need no preflight. The login reads the query whatever an empty body is called. */
const SAFELISTED: readonly string[] = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
];

function needsNoPreflight(contentType: string | undefined): boolean {
  return (
    contentType === undefined || SAFELISTED.includes(readMediaType(contentType)?.essence ?? '')
  );
}
