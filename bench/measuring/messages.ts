/** The requests that the servers get: messages as SOAP toolkits write them. */
import { actionOf } from '../../src/contract/service.ts';
import { soPrincipalService } from '../../src/contract/services88/so-principal.ts';
import { userService } from '../../src/contract/services88/user.ts';
import { soapVersions } from '../../src/soap/version.ts';

/** A request that is sent repeatedly. */
export interface Message {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function getAccessToken(ticketText: string, includeCsSession = false): Message {
  const request = `<tns:IncludeCsSession>${includeCsSession}</tns:IncludeCsSession>`;
  return message(userService, 'GetAccessToken', request, ticketText);
}

export function authenticateWithAccessToken(accessToken: string): Message {
  const request = `<tns:AccessToken>${accessToken}</tns:AccessToken>`;
  return message(soPrincipalService, 'AuthenticateWithAccessToken', request, null);
}

function message(
  service: typeof userService | typeof soPrincipalService,
  operation: string,
  request: string,
  ticketText: string | null,
): Message {
  const credentials = `<tns:Credentials><tns:Ticket>${ticketText}</tns:Ticket></tns:Credentials>`;
  const header = ticketText === null ? '' : `<soap:Header>${credentials}</soap:Header>`;
  const content = `<tns:${operation}>${request}</tns:${operation}>`;
  const namespaces = `xmlns:soap="${soapVersions['1.1'].envelope}" xmlns:tns="${service.namespace}"`;
  return {
    path: `/Remote/Services88/${service.name}.svc`,
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: `"${actionOf(service, operation)}"`,
    },
    body:
      '<?xml version="1.0" encoding="utf-8"?>\n' +
      `<soap:Envelope ${namespaces}>${header}<soap:Body>${content}</soap:Body></soap:Envelope>`,
  };
}
