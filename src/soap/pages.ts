/** Answers GET requests at SOAP addresses: WSDLs and pages about the services. */
import type { ServicesVersion } from '../contract/editions.ts';
import { currentVersionOf, type ServedContract } from '../contract/served-contract.ts';
import type { Service } from '../contract/service.ts';
import { type Answer, answerText } from '../web/answer.ts';
import { indexPage, servicePage } from './help-page.ts';
import { CONTEXT_IDENTIFIER, type ServiceText, serviceAddress } from './soap-route.ts';
import { wsdlOf } from './wsdl.ts';

const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** @param address the URL at which the reader reached the service. */
export function answerService(service: Service, address: string, asksFor: ServiceText): Answer {
  if (asksFor === 'page') return htmlAnswer(servicePage(service, address));
  if (asksFor === 'nothing') {
    const message = `There is nothing at this address. Everything is in ${address}?wsdl.`;
    return answerText(404, message);
  }
  return { status: 200, contentType: 'text/xml; charset=utf-8', body: wsdlOf(service, address) };
}

/** @param tenantsInPath if true, addresses depend on the tenant and the page shows none. */
export function answerRoot(
  contract: ServedContract,
  origin: string,
  tenantsInPath: boolean,
): Answer {
  const tenant = tenantsInPath ? CONTEXT_IDENTIFIER : '';
  const current = currentVersionOf(contract);
  const entriesOf = (version: ServicesVersion) =>
    contract
      .servicesOf(version)
      .map((service) => ({ service, address: serviceAddress(origin, tenant, service) }));
  const earlier = contract.versions.filter((version) => version !== current);
  const addresses = earlier
    .toReversed()
    .flatMap((version) => entriesOf(version).map(({ address }) => address));
  return htmlAnswer(indexPage(entriesOf(current), addresses, !tenantsInPath));
}

function htmlAnswer(body: string): Answer {
  return { status: 200, contentType: 'text/html; charset=utf-8', body, headers: PAGE_HEADERS };
}
