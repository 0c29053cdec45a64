/** Parses the target of a request. */

import { type SoapRoute, serviceRouteOf } from '../soap/soap-route.ts';
import type { RequestHead } from '../web/request-head.ts';

export type Route =
  | SoapRoute
  | OperationRoute
  | {
      readonly kind: 'web';
      /** The part before the route, such as `/Cust12345`. Empty if there is none. */
      readonly prefix: string;
      readonly firstSegment: string;
      /** The rest of the target with the query, such as `/api/v1/User/currentPrincipal`. */
      readonly target: string;
    }
  | { readonly kind: 'health'; readonly probe: HealthProbe };

/** A call of an operation by REST that needs nothing of the web application. */
export interface OperationRoute {
  readonly kind: 'operation';
  readonly firstSegment: string;
  /** Such as `/api/v1/Agents/User/GetAccessToken`, in any case. */
  readonly path: string;
}

/** `live`: the process answers. `ready`: it can also serve requests. */
export type HealthProbe = 'live' | 'ready';

/** A request to REST, OAuth, the federated login or the page for new passwords. */
export type WebRoute = Extract<Route, { kind: 'web' }>;

const OPERATION = /^(\/api\/v1\/Agents\/\w+\/\w+)(?:\?|$)/i;

/** The addresses of REST, OAuth and the page for new passwords. A prefix may precede them. */
const WEB = /^((?:\/[^/]+)*?)\/(?:api|oauth2|password|\.well-known)(?:\/|$)/i;

/** The federated login, at the root only. No tenant can have this name. */
const LOGIN = /^\/login(?:\/|$)/i;

/** Here the tenant follows the fixed part instead of preceding it (RFC 8414 section 3.1). */
const METADATA = /^(\/\.well-known\/oauth-authorization-server)(\/.+)$/i;

/** Only the web application has the rules for pages of other origins, so it gets their calls. */
export function routeOfRequest({
  method,
  url = '/',
  headers,
}: Pick<RequestHead, 'method' | 'url' | 'headers'>): Route {
  const route = routeOf(url);
  if (route.kind !== 'web' || method !== 'POST' || headers.origin !== undefined) return route;
  const [, path] = OPERATION.exec(route.target) ?? [];
  return path === undefined ? route : { kind: 'operation', firstSegment: route.firstSegment, path };
}

/** @param target path and query, or an absolute URI, which HTTP/1.0 clients and proxies send. */
export function routeOf(target: string): Route {
  const { pathname, search } = parseTarget(target);
  if (pathname === '/') return { kind: 'root' };
  if (pathname === '/health/live') return { kind: 'health', probe: 'live' };
  if (pathname === '/health/ready') return { kind: 'health', probe: 'ready' };
  return serviceRouteOf(pathname, search) ?? webRouteOf(pathname, search);
}

function webRouteOf(pathname: string, search: string): Route {
  if (LOGIN.test(pathname)) {
    return { kind: 'web', prefix: '', firstSegment: '', target: pathname + search };
  }
  const [, metadata, suffix] = METADATA.exec(pathname) ?? [];
  const [, prefix = suffix] = suffix === undefined ? (WEB.exec(pathname) ?? []) : [];
  if (prefix === undefined) return { kind: 'unknown' };
  const [, firstSegment = ''] = prefix.split('/');
  const target = (metadata ?? pathname.slice(prefix.length)) + search;
  return { kind: 'web', prefix, firstSegment, target };
}

/**
 * Returns the path of a target without the query, because a careless client may put a secret
 * there. Double slashes become one, because clients join addresses with a slash at both ends.
 */
export function pathOf(target: string): string {
  const local = localPart(target);
  const end = local.indexOf('?');
  const path = end === -1 ? local : local.slice(0, end);
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path || '/';
}

function parseTarget(target: string): { readonly pathname: string; readonly search: string } {
  const local = localPart(target);
  const start = local.indexOf('?');
  return { pathname: pathOf(target), search: start === -1 ? '' : local.slice(start) };
}

/** Returns path and query. */
function localPart(target: string): string {
  return target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '');
}
