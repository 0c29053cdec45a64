/** A client of one service, with one function per declared operation. */
import {
  actionOf,
  type Operation,
  responseElementOf,
  type Service,
  type ServiceClient,
} from '../contract/service.ts';
import type { ExceptionInfo } from '../contract/services88/headers.ts';
import { readEnvelope } from '../soap/envelope.ts';
import { writerFor } from '../soap/envelope-writer.ts';
import { SoapFault } from '../soap/fault.ts';
import { parseSoapMediaType } from '../soap/media-type.ts';
import { soapVersions } from '../soap/version.ts';
import { decodeText } from '../xml/decode-text.ts';
import type { XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { XmlError } from '../xml/xml-error.ts';
import { xmlLimitsDefault } from '../xml/xml-limits.ts';
import { DecodeError, elementDecoder, type FieldsDecoder, fieldsDecoder } from '../xsd/decode.ts';
import type { DecodedFields, EncodableFields, Fields } from '../xsd/types.ts';
import { typeOfField } from '../xsd/types.ts';
import { FaultError, ServiceException, TransportError } from './errors.ts';
import { type HttpAnswer, postEnvelope, type Transport } from './transport.ts';

/** An answer of a large installation may be larger than any request. */
const ANSWER_LIMITS = { ...xmlLimitsDefault, elementsMax: 500_000 };
const HEADER_BLOCKS_MAX = 64;

type Values = EncodableFields<Fields>;

/**
 * Creates a client that speaks SOAP 1.1 to the service.
 *
 * @param url of the service, such as `https://crm.example.com/Remote/Services88/User.svc`.
 * @param usualHeaders header blocks for every call that does not set its own.
 */
export function createServiceClient<S extends Service>(
  service: S,
  url: string,
  transport: Transport,
  usualHeaders: () => EncodableFields<S['requestHeaders']> = () => ({}),
): ServiceClient<S> {
  const writer = writerFor(service);
  const { namespace } = service;
  const encodeHeaders = writer.encoder.fields(service.requestHeaders, namespace);
  const prepare = (name: string, operation: Operation) => {
    const encodeRequest = writer.encoder.wrapper({ namespace, name }, operation.request);
    const wrapper = responseElementOf(name, operation);
    const decodeResponse = fieldsDecoder(operation.response, namespace);
    return async (request: Values, headers: Values) => {
      const header = encodeHeaders({ ...usualHeaders(), ...headers }, 'none');
      const envelope = writer.write('1.1', header, encodeRequest(request, 'none'));
      const answer = await postEnvelope(url, actionOf(service, name), envelope, transport);
      return readAnswer(service, wrapper, decodeResponse, answer, url);
    };
  };
  const operations = Object.entries(service.operations).map(([name, operation]) => {
    // Prepared at the first call, because a program calls only a few of the operations.
    let call: ReturnType<typeof prepare> | null = null;
    const callPrepared = async (request: Values = {}, headers: Values = {}) => {
      call ??= prepare(name, operation);
      return call(request, headers);
    };
    return [name, callPrepared] as const;
  });
  return Object.fromEntries(operations) as unknown as ServiceClient<S>;
}

/** @throws ServiceException, FaultError or TransportError. */
function readAnswer(
  service: Service,
  wrapper: string,
  decode: FieldsDecoder<Fields>,
  { status, contentType, body: bytes }: HttpAnswer,
  url: string,
): DecodedFields<Fields> {
  try {
    const charset = parseSoapMediaType(contentType)?.charset ?? null;
    const root = parseXml(decodeText(bytes, charset), ANSWER_LIMITS);
    const { body, headerBlocks } = readEnvelope(root, HEADER_BLOCKS_MAX);
    const [element] = body;
    if (element && isFault(element)) throw readFault(element, status);
    requireSuccess(service, headerBlocks);
    if (element?.name !== wrapper || element.namespace !== service.namespace) {
      throw new TransportError(`${url} answered <${element?.name ?? ''}>; expected <${wrapper}>.`);
    }
    return decode(element, wrapper);
  } catch (cause) {
    if (cause instanceof XmlError || cause instanceof DecodeError || cause instanceof SoapFault) {
      const message = `${url} answered HTTP ${status} with something other than the contract's SOAP: ${cause.message}`;
      throw new TransportError(message, { cause });
    }
    throw cause;
  }
}

/** @throws ServiceException */
function requireSuccess(service: Service, headerBlocks: readonly XmlElement[]): void {
  const decode = (name: string) => {
    const field = service.responseHeaders[name];
    const block = headerBlocks.find(
      (candidate) => candidate.name === name && candidate.namespace === service.namespace,
    );
    return field && block ? elementDecoder(typeOfField(field))(block, name) : null;
  };
  const info = decode('ExceptionInfo') as ExceptionInfo | null;
  if (info !== null) throw new ServiceException(info);
  if (decode('Succeeded') === false) throw new ServiceException(NO_INFO);
}

const NO_INFO: ExceptionInfo = {
  Message: null,
  StackTrace: null,
  FriendlyText: null,
  ExceptionType: null,
  Source: null,
  InnerException: null,
  Parameters: null,
};

function isFault({ name, namespace }: XmlElement): boolean {
  return (
    name === 'Fault' && Object.values(soapVersions).some(({ envelope }) => envelope === namespace)
  );
}

/** The code and the reason are in different elements in SOAP 1.1 and SOAP 1.2. */
function readFault(fault: XmlElement, status: number): FaultError {
  const textAt = (...path: string[]) => {
    let element: XmlElement | undefined = fault;
    for (const name of path) element = element?.children.find((child) => child.name === name);
    return element?.text.trim();
  };
  const code = textAt('faultcode') ?? textAt('Code', 'Value') ?? '';
  const reason = textAt('faultstring') ?? textAt('Reason', 'Text') ?? '';
  return new FaultError(code.replace(/^.*:/, ''), reason, status);
}
