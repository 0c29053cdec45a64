/** What a request's target means. */

export type Route =
  | { readonly kind: 'root' }
  | {
      readonly kind: 'service';
      /** The first segment of the path in front of the services; empty where there is none. */
      readonly firstSegment: string;
      /** As it stands in the path, which is compared without regard to case. */
      readonly serviceName: string;
      readonly path: string;
      /** What a reader asks for by the query. */
      readonly asksFor: ServiceText;
    }
  | {
      readonly kind: 'web';
      /** What stands in front, such as `/Cust12345`; empty where nothing does. */
      readonly prefix: string;
      readonly firstSegment: string;
      /** What follows, with the query, such as `/api/v1/User/currentPrincipal`. */
      readonly target: string;
    }
  | { readonly kind: 'health'; readonly probe: HealthProbe }
  | { readonly kind: 'unknown' };

/** `nothing` is for `?xsd=…` and `?disco`, which WCF answers and this server does not. */
export type ServiceText = 'page' | 'wsdl' | 'nothing';

/** Whether the process answers, and whether it can serve. */
export type HealthProbe = 'live' | 'ready';

/** A request to what is not SOAP. */
export type WebRoute = Extract<Route, { kind: 'web' }>;

/** A request to the SOAP services, or to what stands around them. */
export type SoapRoute = Exclude<Route, { kind: 'web' | 'health' }>;

/** Any application path may stand in front, as on the web server of the original. */
const SERVICE = /^(?:\/([^/]+)(?:\/[^/]+)*)?\/remote\/services88\/([a-z]+)\.svc$/i;

/** What is not SOAP, below the same paths. */
const WEB = /^((?:\/[^/]+)*?)\/(?:api|oauth2|\.well-known)(?:\/|$)/i;

/** What stands in front of everything else stands behind here (RFC 8414 section 3.1). */
const METADATA = /^(\/\.well-known\/oauth-authorization-server)(\/.+)$/i;

/** @param target path and query, or an absolute URI as HTTP/1.0 clients and proxies send it. */
export function routeOf(target: string): Route {
  const { pathname, search } = parseTarget(target);
  if (pathname === '/') return { kind: 'root' };
  if (pathname === '/health/live') return { kind: 'health', probe: 'live' };
  if (pathname === '/health/ready') return { kind: 'health', probe: 'ready' };
  const [, firstSegment = '', serviceName] = SERVICE.exec(pathname) ?? [];
  if (serviceName === undefined) return webRouteOf(pathname, search);
  const asksFor = serviceTextOf(search);
  return { kind: 'service', firstSegment, serviceName, path: pathname, asksFor };
}

function serviceTextOf(search: string): ServiceText {
  if (/^\?(single)?wsdl(=|&|$)/i.test(search)) return 'wsdl';
  return /^\?(xsd|disco)(=|&|$)/i.test(search) ? 'nothing' : 'page';
}

function webRouteOf(pathname: string, search: string): Route {
  const [, metadata, suffix] = METADATA.exec(pathname) ?? [];
  const [, prefix = suffix] = suffix === undefined ? (WEB.exec(pathname) ?? []) : [];
  if (prefix === undefined) return { kind: 'unknown' };
  const [, firstSegment = ''] = prefix.split('/');
  const target = (metadata ?? pathname.slice(prefix.length)) + search;
  return { kind: 'web', prefix, firstSegment, target };
}

/**
 * The path that a target names, without the query, in which a careless client may have put a
 * secret. Double slashes are one: clients join addresses that end and begin with one.
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

/** Path and query. */
function localPart(target: string): string {
  return target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '');
}
