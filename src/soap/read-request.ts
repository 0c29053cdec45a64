/** Reads a request in two steps: first the envelope, then the operation and its header blocks. */
import { requestElementOf, type Service } from '../contract/service.ts';
import { decodeText } from '../xml/decode-text.ts';
import { attributeOf, type XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { XmlError, type XmlErrorCode } from '../xml/xml-error.ts';
import type { XmlLimits } from '../xml/xml-limits.ts';
import { DecodeError, type ElementDecoder, elementDecoder } from '../xsd/decode.ts';
import type { TypeMarks } from '../xsd/encode.ts';
import { type DecodedFields, type Fields, typeOfField, XML_SCHEMA_INSTANCE } from '../xsd/types.ts';
import { addressedActionOf } from './addressing.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { SoapFault, type SoapFaultReason } from './fault.ts';
import type { PreparedOperation, PreparedOperations } from './prepared-operations.ts';

export interface EnvelopeLimits extends XmlLimits {
  readonly headerBlocksMax: number;
}

const FAULT_OF_XML_ERROR: Readonly<Record<XmlErrorCode, SoapFaultReason>> = {
  'not-well-formed': 'not-xml',
  encoding: 'not-xml',
  'encoding-unknown': 'media-type-unsupported',
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

interface PreparedHeader {
  readonly name: string;
  readonly absent: unknown;
  readonly decode: ElementDecoder;
}

export interface ReadOperation {
  readonly operation: PreparedOperation;
  readonly request: DecodedFields<Fields>;
  readonly headers: DecodedFields<Fields>;
  /** The values that the answer marks with `xsi:type`; see docs/decisions/0004. */
  readonly marks: TypeMarks;
}

/** Reads the requests of a service. */
export class OperationReader {
  readonly #service: Service;
  readonly #operations: PreparedOperations;
  readonly #headers: readonly PreparedHeader[];

  constructor(operations: PreparedOperations) {
    this.#service = operations.service;
    this.#operations = operations;
    this.#headers = Object.entries(this.#service.requestHeaders).map(([name, field]) => {
      const type = typeOfField(field);
      return { name, absent: type.absent, decode: elementDecoder(type) };
    });
  }

  /**
   * Decodes the operation in the body.
   *
   * @param actions from SOAPAction and the media type, if present.
   * @throws SoapFault
   */
  read(envelope: Envelope, actions: readonly (string | null | undefined)[]): ReadOperation {
    const element = this.#elementOf(envelope);
    const operation = this.#operations.find(element.name);
    if (!operation) throw this.#unknown(element.name);
    const { name, action: expected } = operation;
    for (const action of actions) requireAction('SOAPAction', action, expected, name);
    requireAction('Action', addressedActionOf(envelope.headerBlocks), expected, name);
    try {
      const headers = this.#decodeHeaders(envelope);
      const request = operation.decode(element, element.name);
      return { operation, headers, request, marks: marksOf(envelope, element) };
    } catch (error) {
      if (error instanceof DecodeError) throw new SoapFault('value-invalid', error.message);
      throw error;
    }
  }

  #unknown(name: string): SoapFault {
    const { name: serviceName, operations } = this.#service;
    const elements = Object.entries(operations).map((entry) => requestElementOf(...entry));
    return new SoapFault(
      'operation-unknown',
      `${serviceName} has no operation ${name}. ${whatThereIs(elements)}`,
    );
  }

  #elementOf({ body }: Envelope): XmlElement {
    const { namespace } = this.#service;
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
    if (element.namespace === namespace) return element;
    throw new SoapFault(
      'operation-unknown',
      `<${element.name}> is in the namespace "${element.namespace}"; expected "${namespace}".`,
    );
  }

  #decodeHeaders({ headerBlocks }: Envelope): DecodedFields<Fields> {
    const { namespace } = this.#service;
    const headers: Record<string, unknown> = {};
    for (const { name, absent, decode } of this.#headers) {
      let found: XmlElement | null = null;
      for (const block of headerBlocks) {
        if (block.name !== name || block.namespace !== namespace) continue;
        if (found)
          throw new SoapFault('header-repeated', `The header block <${name}> is given twice.`);
        found = block;
      }
      headers[name] = found ? decode(found, name) : absent;
    }
    return headers;
  }
}

const NAMES_TOLD_MAX = 10;

function whatThereIs(names: readonly string[]): string {
  if (names.length <= NAMES_TOLD_MAX) return `It has: ${names.join(', ')}.`;
  return `It has ${names.length} others: its address with ?wsdl lists them.`;
}

/**
 * Checks that a given action is the operation's. SOAP 1.1 clients put it in quotes.
 *
 * @param place where the action was given.
 */
function requireAction(
  place: 'SOAPAction' | 'Action',
  given: string | null | undefined,
  expected: string,
  operationName: string,
): void {
  if (given === undefined || given === null || given === `"${expected}"`) return;
  const action = given.trim().replace(/^"(.*)"$/, '$1');
  if (action === '' || action === expected) return;
  throw new SoapFault(
    'action-mismatch',
    `${place} says "${action}", but the body holds ${operationName}, whose action is "${expected}".`,
  );
}

function marksOf({ samplesLayout }: Envelope, element: XmlElement): TypeMarks {
  if (samplesLayout) return 'all';
  return carriesTypes(element) ? 'built-in' : 'none';
}

function carriesTypes(element: XmlElement): boolean {
  return (
    attributeOf(element, XML_SCHEMA_INSTANCE, 'type') !== null ||
    element.children.some(carriesTypes)
  );
}
