/** The two versions of SOAP, and the differences in their XML. */

export type SoapVersion = '1.1' | '1.2';

interface VersionFacts {
  readonly envelope: string;
  readonly encoding: string;
  readonly mediaType: string;
  /** The attribute that names the node that must process a header block. */
  readonly roleAttribute: string;
  /** The roles in which this server processes header blocks, besides blocks without a role. */
  readonly roles: readonly string[];
}

/**
 * @see https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383499 SOAP 1.1 section 4.2
 * @see https://www.w3.org/TR/soap12-part1/#soaproles SOAP 1.2 part 1 section 2.2
 */
export const soapVersions: Readonly<Record<SoapVersion, VersionFacts>> = {
  '1.1': {
    envelope: 'http://schemas.xmlsoap.org/soap/envelope/',
    encoding: 'http://schemas.xmlsoap.org/soap/encoding/',
    mediaType: 'text/xml',
    roleAttribute: 'actor',
    roles: ['', 'http://schemas.xmlsoap.org/soap/actor/next'],
  },
  '1.2': {
    envelope: 'http://www.w3.org/2003/05/soap-envelope',
    encoding: 'http://www.w3.org/2003/05/soap-encoding',
    mediaType: 'application/soap+xml',
    roleAttribute: 'role',
    roles: [
      '',
      'http://www.w3.org/2003/05/soap-envelope/role/next',
      'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver',
    ],
  },
};

export function versionOfEnvelope(namespace: string): SoapVersion | null {
  if (namespace === soapVersions['1.1'].envelope) return '1.1';
  if (namespace === soapVersions['1.2'].envelope) return '1.2';
  return null;
}
