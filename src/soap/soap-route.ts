/** Addresses of the SOAP services, and of the page at the root that lists them. */
import type { Service } from '../contract/service.ts';

export type SoapRoute =
  | { readonly kind: 'root' }
  | ServiceRoute
  /** Nothing is at the address. */
  | { readonly kind: 'unknown' };

export interface ServiceRoute {
  readonly kind: 'service';
  /** The first segment of the path in front of the services; empty where there is none. */
  readonly firstSegment: string;
  /** As it stands in the path. It is compared without regard to case. */
  readonly serviceName: string;
  readonly path: string;
  /** What the query of a GET request asks for. */
  readonly asksFor: ServiceText;
}

/** `nothing` stands for what services of WCF have and this server does not: `?xsd=…`, `?disco`. */
export type ServiceText = 'page' | 'wsdl' | 'nothing';

/** Any application path may stand in front, as on the web server of the original. */
const SERVICE = /^(?:\/([^/]+)(?:\/[^/]+)*)?\/remote\/services88\/([a-z]+)\.svc$/i;

/** Null where the path is not that of a service. A name that no service has is found later. */
export function serviceRouteOf(pathname: string, search: string): ServiceRoute | null {
  const [, firstSegment = '', serviceName] = SERVICE.exec(pathname) ?? [];
  if (serviceName === undefined) return null;
  const asksFor = serviceTextOf(search);
  return { kind: 'service', firstSegment, serviceName, path: pathname, asksFor };
}

function serviceTextOf(search: string): ServiceText {
  if (/^\?(single)?wsdl(=|&|$)/i.test(search)) return 'wsdl';
  return /^\?(xsd|disco)(=|&|$)/i.test(search) ? 'nothing' : 'page';
}

/** Stands for a tenant where none is addressed. */
export const CONTEXT_IDENTIFIER = '{context identifier}';

/** @param contextIdentifier of the tenant, in front of the path; empty on-site. */
export function serviceAddress(
  origin: string,
  contextIdentifier: string,
  { name }: Service,
): string {
  const tenant = contextIdentifier === '' ? '' : `/${contextIdentifier}`;
  return `${origin}${tenant}/Remote/Services88/${name}.svc`;
}
