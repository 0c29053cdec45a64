/** What is answered to those who read: WSDLs, pages about the services, and the way to them. */
import type { Service } from '../contract/service.ts';
import { indexPage, servicePage } from '../soap/help-page.ts';
import { wsdlOf } from '../soap/wsdl.ts';
import type { ServiceText } from './routes.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What was asked for, as far as it was understood; for the log. */
  readonly operation?: string | null;
  readonly outcome?: string;
}

const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** @param contextIdentifier of the tenant, in front of the path; empty on-site. */
export function addressOf(origin: string, contextIdentifier: string, { name }: Service): string {
  const tenant = contextIdentifier === '' ? '' : `/${contextIdentifier}`;
  return `${origin}${tenant}/Remote/Services88/${name}.svc`;
}

/** @param address the URL at which the reader reached the service. */
export function answerService(service: Service, address: string, asksFor: ServiceText): Answer {
  if (asksFor === 'page') return htmlAnswer(servicePage(service, address));
  if (asksFor === 'nothing') {
    const message = `There is nothing at this address. Everything is in ${address}?wsdl.`;
    return answerText(404, message);
  }
  return { status: 200, contentType: 'text/xml; charset=utf-8', body: wsdlOf(service, address) };
}

/** @param tenantsInPath then the addresses differ by tenant, and none is told here. */
export function answerRoot(
  services: readonly Service[],
  origin: string,
  tenantsInPath: boolean,
): Answer {
  const tenant = tenantsInPath ? CONTEXT_IDENTIFIER : '';
  const entries = services.map((service) => ({
    service,
    address: addressOf(origin, tenant, service),
  }));
  return htmlAnswer(indexPage(entries, !tenantsInPath));
}

/** What stands for a tenant where none is addressed. */
export const CONTEXT_IDENTIFIER = '{context identifier}';

export function answerText(status: number, message: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${message}\n` };
}

function htmlAnswer(body: string): Answer {
  return { status: 200, contentType: 'text/html; charset=utf-8', body, headers: PAGE_HEADERS };
}
