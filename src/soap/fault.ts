/**
 * Faults: the form of protocol errors in each version of SOAP.
 *
 * @see https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383507 SOAP 1.1 section 4.4
 * @see https://www.w3.org/TR/soap12-part1/#soapfault SOAP 1.2 part 1 section 5.4
 * @see https://www.w3.org/TR/soap12-part2/#tabreqstatereqtrans SOAP 1.2 part 2 table 17, HTTP
 *   status
 */
import { escapeAttribute, escapeText } from '../xml/escape.ts';
import type { QName } from '../xsd/types.ts';
import type { EnvelopeWriter } from './envelope-writer.ts';
import { type SoapVersion, soapVersions } from './version.ts';

/** Fault codes, in the terms of SOAP 1.2. */
type FaultCode = 'Sender' | 'Receiver' | 'VersionMismatch' | 'MustUnderstand';

/** Must not get another prefix (Namespaces in XML 1.0 section 3). */
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

interface FaultFacts {
  readonly code: FaultCode;
  /** Overrides the status that the SOAP version defines. */
  readonly status?: number;
}

/**
 * All faults of this server. `sender-error` and `receiver-error` are business errors in
 * installations that report them as faults. `unavailable` is a fault in every installation.
 */
const FAULTS = {
  'not-xml': { code: 'Sender' },
  'xml-forbidden': { code: 'Sender' },
  'xml-too-large': { code: 'Sender' },
  'not-an-envelope': { code: 'Sender' },
  'version-mismatch': { code: 'VersionMismatch' },
  'must-understand': { code: 'MustUnderstand' },
  'header-repeated': { code: 'Sender' },
  'operation-missing': { code: 'Sender' },
  'operation-repeated': { code: 'Sender' },
  'operation-unknown': { code: 'Sender' },
  'action-mismatch': { code: 'Sender' },
  'value-invalid': { code: 'Sender' },
  'sender-error': { code: 'Sender' },
  'receiver-error': { code: 'Receiver' },
  'body-undecodable': { code: 'Sender', status: 400 },
  'service-unknown': { code: 'Sender', status: 404 },
  'method-not-allowed': { code: 'Sender', status: 405 },
  'body-too-large': { code: 'Sender', status: 413 },
  'media-type-unsupported': { code: 'Sender', status: 415 },
  // WCF clients interpret 503 as "too busy, try again". They do not know 429.
  'too-many-requests': { code: 'Receiver', status: 503 },
  'tenant-unavailable': { code: 'Sender', status: 421 },
  unavailable: { code: 'Receiver', status: 503 },
} as const satisfies Readonly<Record<string, FaultFacts>>;

export type SoapFaultReason = keyof typeof FAULTS;

/** A refusal of a message. The text is safe to show to the client. */
export class SoapFault extends Error {
  readonly reason: SoapFaultReason;
  /** Header blocks that were not understood. */
  readonly notUnderstood: readonly QName[];
  /** XML for the fault's detail: the invalid part of the body. */
  readonly detail: string;

  constructor(
    reason: SoapFaultReason,
    message: string,
    extra: { readonly notUnderstood?: readonly QName[]; readonly detail?: string } = {},
  ) {
    super(message);
    this.name = 'SoapFault';
    this.reason = reason;
    this.notUnderstood = extra.notUnderstood ?? [];
    this.detail = extra.detail ?? '';
  }
}

const RETRY_AFTER = { 'Retry-After': '1' };

/** The HTTP header fields of a fault. */
export function headersOfFault({ reason }: SoapFault): Readonly<Record<string, string>> {
  return reason === 'unavailable' ? RETRY_AFTER : {};
}

export function statusOfFault({ reason }: SoapFault, version: SoapVersion): number {
  const facts: FaultFacts = FAULTS[reason];
  if (facts.status !== undefined) return facts.status;
  return version === '1.2' && facts.code === 'Sender' ? 400 : 500;
}

/** Prints the whole envelope. */
export function printFault(fault: SoapFault, version: SoapVersion, writer: EnvelopeWriter): string {
  const { header, body } = version === '1.1' ? parts11(fault) : parts12(fault);
  return writer.write(version, header, `<SOAP-ENV:Fault>${body}</SOAP-ENV:Fault>`);
}

const CODES_11: Readonly<Record<FaultCode, string>> = {
  Sender: 'Client',
  Receiver: 'Server',
  VersionMismatch: 'VersionMismatch',
  MustUnderstand: 'MustUnderstand',
};

function parts11({ reason, message, detail }: SoapFault) {
  const body =
    `<faultcode>SOAP-ENV:${CODES_11[FAULTS[reason].code]}</faultcode>` +
    `<faultstring>${escapeText(message)}</faultstring>` +
    (detail && `<detail>${detail}</detail>`);
  return { header: '', body };
}

function parts12({ reason, message, detail, notUnderstood }: SoapFault) {
  const { code } = FAULTS[reason];
  const header = notUnderstood
    .filter(({ namespace }) => namespace !== '' && namespace !== XML_NAMESPACE)
    .map(
      ({ namespace, name }) =>
        `<SOAP-ENV:NotUnderstood qname="h:${name}" xmlns:h="${escapeAttribute(namespace)}"/>`,
    )
    .join('');
  const body =
    `<SOAP-ENV:Code><SOAP-ENV:Value>SOAP-ENV:${code}</SOAP-ENV:Value></SOAP-ENV:Code>` +
    `<SOAP-ENV:Reason><SOAP-ENV:Text xml:lang="en">${escapeText(message)}</SOAP-ENV:Text></SOAP-ENV:Reason>` +
    (detail && `<SOAP-ENV:Detail>${detail}</SOAP-ENV:Detail>`);
  return { header: code === 'VersionMismatch' ? upgradeHeader() : header, body };
}

/** Lists the supported versions (SOAP 1.2 part 1 section 5.4.7). */
function upgradeHeader(): string {
  const supported = (['1.2', '1.1'] as const).map(
    (version, index) =>
      `<SOAP-ENV:SupportedEnvelope qname="ns${index}:Envelope" xmlns:ns${index}="${soapVersions[version].envelope}"/>`,
  );
  return `<SOAP-ENV:Upgrade>${supported.join('')}</SOAP-ENV:Upgrade>`;
}
