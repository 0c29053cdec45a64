/** Reading a request in two steps: the envelope, then the operation and its header blocks. */
import { actionOf, type Service } from '../contract/service.ts';
import { decodeText } from '../xml/decode-text.ts';
import { attributeOf, type XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { XmlError, type XmlErrorCode } from '../xml/xml-error.ts';
import type { XmlLimits } from '../xml/xml-limits.ts';
import { DecodeError, decodeFields, decodeValue } from '../xsd/decode.ts';
import { type DecodedFields, type Fields, typeOfField, XML_SCHEMA_INSTANCE } from '../xsd/types.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { SoapFault, type SoapFaultReason } from './fault.ts';

export interface EnvelopeLimits extends XmlLimits {
  readonly headerBlocksMax: number;
}

const FAULT_OF_XML_ERROR: Readonly<Record<XmlErrorCode, SoapFaultReason>> = {
  'not-well-formed': 'not-xml',
  encoding: 'not-xml',
  forbidden: 'xml-forbidden',
  'too-large': 'xml-too-large',
};

/** @throws SoapFault */
export function parseEnvelope(
  body: Buffer,
  charset: string | null,
  limits: EnvelopeLimits,
): Envelope {
  try {
    return readEnvelope(parseXml(decodeText(body, charset), limits), limits.headerBlocksMax);
  } catch (error) {
    if (error instanceof XmlError) {
      throw new SoapFault(FAULT_OF_XML_ERROR[error.code], error.message);
    }
    throw error;
  }
}

export interface ReadOperation {
  readonly name: string;
  readonly request: DecodedFields<Fields>;
  readonly headers: DecodedFields<Fields>;
  /** Whether the request marks values with `xsi:type`, so that the answer does too. */
  readonly typed: boolean;
}

/**
 * The operation that the body asks for, decoded.
 *
 * @param actions what SOAPAction and the media type say, where they do.
 * @throws SoapFault
 */
export function readOperation(
  service: Service,
  envelope: Envelope,
  actions: readonly (string | null | undefined)[],
): ReadOperation {
  const element = operationElement(service, envelope);
  const operation = service.operations[element.name];
  if (!Object.hasOwn(service.operations, element.name) || !operation) {
    const known = Object.keys(service.operations).join(', ');
    throw new SoapFault(
      'operation-unknown',
      `${service.name} has no operation ${element.name}. It has: ${known}.`,
    );
  }
  for (const action of actions)
    requireAction(action, actionOf(service, element.name), element.name);
  try {
    return {
      name: element.name,
      headers: decodeHeaders(service, envelope),
      request: decodeFields(operation.request, service.namespace, element, element.name),
      typed: carriesTypes(element),
    };
  } catch (error) {
    if (error instanceof DecodeError) throw new SoapFault('value-invalid', error.message);
    throw error;
  }
}

function operationElement(service: Service, { body }: Envelope): XmlElement {
  const [element, second] = body;
  if (!element) {
    throw new SoapFault('operation-missing', 'The body is empty; expected an operation in it.');
  }
  if (second) {
    throw new SoapFault(
      'operation-repeated',
      `The body holds ${body.length} elements; expected one operation.`,
    );
  }
  if (element.namespace !== service.namespace) {
    throw new SoapFault(
      'operation-unknown',
      `<${element.name}> is in the namespace "${element.namespace}"; expected "${service.namespace}".`,
    );
  }
  return element;
}

/** An action that is given must be the operation's; quotes around it are SOAP 1.1's custom. */
function requireAction(
  given: string | null | undefined,
  expected: string,
  operationName: string,
): void {
  if (given === undefined || given === null || given === `"${expected}"`) return;
  const action = given.trim().replace(/^"(.*)"$/, '$1');
  if (action === '' || action === expected) return;
  throw new SoapFault(
    'action-mismatch',
    `SOAPAction says "${action}", but the body holds ${operationName}, whose action is "${expected}".`,
  );
}

function decodeHeaders(service: Service, { headerBlocks }: Envelope): DecodedFields<Fields> {
  const headers: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(service.requestHeaders)) {
    const type = typeOfField(field);
    const [block, second] = headerBlocks.filter(
      (candidate) => candidate.name === name && candidate.namespace === service.namespace,
    );
    if (second)
      throw new SoapFault('header-repeated', `The header block <${name}> is given twice.`);
    headers[name] = block ? decodeValue(type, block, name) : type.absent;
  }
  return headers;
}

function carriesTypes(element: XmlElement): boolean {
  return (
    attributeOf(element, XML_SCHEMA_INSTANCE, 'type') !== null ||
    element.children.some(carriesTypes)
  );
}
