/** Requests that pages of other origins make a browser send. */
import type { IncomingMessage } from 'node:http';
import { readMediaType } from '../media/media-type.ts';
import { isForm } from './form-fields.ts';
import { WebProblem } from './web-problem.ts';

/** Options of `@fastify/cors`. No cookies are used here, so none are allowed to come along. */
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
    ],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After', 'SO-TimeZone'],
    maxAge: 600,
    strictPreflight: false,
  };
}

/**
 * Refuses a form, or a POST without a body, that a page of another origin made a browser send.
 * Browsers send these without a preflight, so that CORS does not stop them: such a page could fail
 * to log in from the address of its reader until the user is locked out there.
 *
 * @param ownOrigin of this server, as its clients reach it.
 * @param allowed origins whose pages may call; `*` for all.
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

/** Of the media types of which this is so, forms alone are read here. */
function needsNoPreflight(contentType: string | undefined): boolean {
  return contentType === undefined || isForm(readMediaType(contentType));
}
