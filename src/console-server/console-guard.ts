/**
 * Which requests the console takes at all. A page of another site must not use it, whatever the
 * browser sends along: the name is checked against DNS rebinding, and where the request comes from
 * against forms and scripts of others.
 */
import type { IncomingMessage } from 'node:http';
import { ApiRefusal } from '../json-api/api-error.ts';
import { type OriginOptions, originOf } from './console-origins.ts';

/** Requests that change something must have it. No form can send it, and no page elsewhere. */
export const OWN_FIELD = 'X-Ticketoffice-Console';
const OWN_VALUE = '1';

/** What browsers send for a page of the console, and for an address that a person types. */
const OWN_SITES = ['same-origin', 'none'];
const READS: readonly string[] = ['GET', 'HEAD'];

/**
 * Returns the origin at which the console is asked.
 *
 * @throws ApiRefusal 403
 */
export function requireOwnHost({ headers }: IncomingMessage, options: OriginOptions): string {
  const origin = originOf(headers.host, options);
  if (origin !== null) return origin;
  throw new ApiRefusal(
    403,
    'host-refused',
    'The console was addressed by a name that is not its own; expected localhost, 127.0.0.1, [::1] ' +
      'or the host of the setting consoleUrl.',
  );
}

/** @throws ApiRefusal 403 */
export function requireOwnPage({ method = '', headers }: IncomingMessage, own: string): void {
  const { origin, 'sec-fetch-site': site } = headers;
  const isOwnOrigin = origin === undefined || origin === own;
  const isOwnSite = site === undefined || OWN_SITES.includes(String(site));
  if (!isOwnOrigin || !isOwnSite) {
    throw new ApiRefusal(403, 'page-refused', 'A page of another origin may not use the console.');
  }
  if (READS.includes(method)) return;
  if (site !== undefined && site !== 'same-origin') {
    throw new ApiRefusal(403, 'page-refused', 'Only a page of the console may change something.');
  }
  if (headers[OWN_FIELD.toLowerCase()] === OWN_VALUE) return;
  const message = `A request that changes something needs the header field ${OWN_FIELD}: ${OWN_VALUE}.`;
  throw new ApiRefusal(403, 'header-missing', message);
}

/** A person may follow a link to a page of the console. Nothing else of it is for other sites. */
export function requireOwnPageOrVisit(request: IncomingMessage, own: string): void {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': dest } = request.headers;
  if (mode === 'navigate' && dest === 'document') return;
  requireOwnPage(request, own);
}
