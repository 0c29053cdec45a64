/** The requests that the servers get: messages as SOAP toolkits write them. */
import { actionOf } from '../../src/contract/service.ts';
import { soPrincipalService } from '../../src/contract/services88/so-principal.ts';
import { type UserService, userService } from '../../src/contract/services88/user.ts';
import { writerFor } from '../../src/soap/envelope-writer.ts';
import { soapVersions } from '../../src/soap/version.ts';
import type { EncodableFields } from '../../src/xsd/types.ts';

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

export function authenticateUsernamePassword(name: string, password: string): Message {
  const request = `<tns:UserName>${name}</tns:UserName><tns:Password>${password}</tns:Password>`;
  return message(soPrincipalService, 'AuthenticateUsernamePassword', request, null);
}

/** A request with any values, as the client of this project writes it. */
export function userMessage<N extends keyof UserService['operations']>(
  operation: N,
  values: EncodableFields<UserService['operations'][N]['request']>,
  ticketText: string,
): Message {
  const { requestHeaders, operations, namespace } = userService;
  const writer = writerFor(userService);
  const credentials = { Credentials: { Ticket: ticketText } };
  const header = writer.encoder.fields(requestHeaders, namespace)(credentials, 'none');
  const { request } = operations[operation];
  const content = writer.encoder.wrapper({ namespace, name: operation }, request)(values, 'none');
  return messageOf(userService, operation, writer.write('1.1', header, content));
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
  const envelope =
    '<?xml version="1.0" encoding="utf-8"?>\n' +
    `<soap:Envelope ${namespaces}>${header}<soap:Body>${content}</soap:Body></soap:Envelope>`;
  return messageOf(service, operation, envelope);
}

function messageOf(
  service: typeof userService | typeof soPrincipalService,
  operation: string,
  body: string,
): Message {
  return {
    path: `/Remote/Services88/${service.name}.svc`,
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: `"${actionOf(service, operation)}"`,
    },
    body,
  };
}
