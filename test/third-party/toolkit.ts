/** What the tests need of a SOAP toolkit for JavaScript. */

export type ServiceName = 'SoPrincipal' | 'User';
export type SoapVersion = '1.1' | '1.2';

export interface Toolkit {
  readonly name: string;
  /** @param endpoint where to send requests. Null for the address in the WSDL. */
  connect(wsdl: string, endpoint: string | null, version: SoapVersion): Promise<ServiceCaller>;
}

export interface ServiceCaller {
  /** Rejects with the toolkit's own error. */
  call(operation: string, request: object, ticket?: string): Promise<Called>;
}

/** The result exactly as the toolkit returns it. */
export interface Called {
  readonly result: unknown;
  readonly header: unknown;
}

export const namespace = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
