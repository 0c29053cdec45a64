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
      readonly wantsWsdl: boolean;
    }
  | { readonly kind: 'unknown' };

/** Any application path may stand in front, as on the web server of the original. */
const SERVICE = /^(?:\/([^/]+)(?:\/[^/]+)*)?\/remote\/services88\/([a-z]+)\.svc$/i;

/** @param target path and query, or an absolute URI as HTTP/1.0 clients and proxies send it. */
export function routeOf(target: string): Route {
  const { pathname, search } = parseTarget(target);
  if (pathname === '/') return { kind: 'root' };
  const [, firstSegment = '', serviceName] = SERVICE.exec(pathname) ?? [];
  if (serviceName === undefined) return { kind: 'unknown' };
  const wantsWsdl = /^\?(single)?wsdl(=|&|$)/i.test(search);
  return { kind: 'service', firstSegment, serviceName, path: pathname, wantsWsdl };
}

function parseTarget(target: string): { readonly pathname: string; readonly search: string } {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '');
  const [pathname = '', ...query] = path.split('?');
  return { pathname: pathname || '/', search: query.length > 0 ? `?${query.join('?')}` : '' };
}
