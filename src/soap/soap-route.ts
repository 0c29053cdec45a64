/** The addresses of the SOAP services, and of the root page that lists them. */
import { type Service, versionNameOf } from '../contract/service.ts';

export type SoapRoute =
  | { readonly kind: 'root' }
  | ServiceRoute
  /** There is nothing at the address. */
  | { readonly kind: 'unknown' };

export interface ServiceRoute {
  readonly kind: 'service';
  /** The first segment of the path before the services. Empty if there is none. */
  readonly firstSegment: string;
  /** The digits after `Services`. */
  readonly version: string;
  /** As written in the path. Case-insensitive. */
  readonly serviceName: string;
  readonly path: string;
  /** What the query of a GET request selects. */
  readonly asksFor: ServiceText;
}

/** `nothing` is for queries that WCF supports and this server does not: `?xsd=…` and `?disco`. */
export type ServiceText = 'page' | 'wsdl' | 'nothing';

/** Any application path may precede it, as on the original's web server. */
const SERVICE = /^(?:\/([^/]+)(?:\/[^/]+)*)?\/remote\/services(\d{2})\/([a-z]+)\.svc$/i;

/** Returns null if the path is not that of a service. Does not check version and service name. */
export function serviceRouteOf(pathname: string, search: string): ServiceRoute | null {
  const [, firstSegment = '', version = '', serviceName] = SERVICE.exec(pathname) ?? [];
  if (serviceName === undefined) return null;
  const asksFor = serviceTextOf(search);
  return { kind: 'service', firstSegment, version, serviceName, path: pathname, asksFor };
}

function serviceTextOf(search: string): ServiceText {
  if (/^\?(single)?wsdl(=|&|$)/i.test(search)) return 'wsdl';
  return /^\?(xsd|disco)(=|&|$)/i.test(search) ? 'nothing' : 'page';
}

/** The placeholder for the tenant in addresses that are shown without one. */
export const CONTEXT_IDENTIFIER = '{context identifier}';

/** @param contextIdentifier the tenant in the path. Empty on-site. */
export function serviceAddress(
  origin: string,
  contextIdentifier: string,
  service: Service,
): string {
  const tenant = contextIdentifier === '' ? '' : `/${contextIdentifier}`;
  return `${origin}${tenant}/Remote/${versionNameOf(service)}/${service.name}.svc`;
}
