/**
 * One service over SOAP, from the bytes of a request to the text of the answer.
 *
 * It knows only the HTTP parts of the SOAP binding: media type, SOAPAction and status.
 */
import { type Caller, outcomeOf, type Performer, type Service } from '../contract/service.ts';
import type { TimeZone } from '../contract/services88/headers.ts';
import type { QName } from '../xsd/types.ts';
import { type BusinessError, businessErrorOf } from './business-error.ts';
import { type Envelope, requireUnderstood } from './envelope.ts';
import { type EnvelopeWriter, writerFor } from './envelope-writer.ts';
import { SoapFault } from './fault.ts';
import { parseSoapMediaType, type SoapMediaType, versionOfMediaType } from './media-type.ts';
import { PreparedOperations } from './prepared-operations.ts';
import {
  type EnvelopeLimits,
  OperationReader,
  parseEnvelope,
  type ReadOperation,
} from './read-request.ts';
import { answerFault, contentTypeOf, type SoapResponse } from './response.ts';
import { ResponseHeaders } from './response-headers.ts';

export interface SoapRequest {
  readonly contentType: string | undefined;
  readonly soapAction: string | undefined;
  readonly body: Buffer;
  readonly caller: Caller;
  /** Performs the operations of this service for the addressed tenant. */
  readonly perform: Performer;
}

export interface SoapOptions {
  readonly limits: EnvelopeLimits;
  /**
   * How business errors are reported: in the `ExceptionInfo` header block (true) or as faults
   * (false).
   */
  readonly wrapExceptions: boolean;
  /** The time zone in answers to clients that sent none. */
  readonly timeZone: TimeZone;
  /** The header blocks that our services declare. Clients send them to all services. */
  readonly headerNames: ReadonlySet<string>;
  /** Receives every error whose details are hidden from the client. */
  readonly onUnexpectedError: (error: unknown, operation: string, requestId: string) => void;
}

export class SoapEndpoint {
  readonly service: Service;
  readonly #options: SoapOptions;
  readonly #reader: OperationReader;
  readonly #writer: EnvelopeWriter;
  readonly #headers: ResponseHeaders;

  constructor(service: Service, options: SoapOptions) {
    this.service = service;
    this.#options = options;
    this.#writer = writerFor(service);
    this.#reader = new OperationReader(new PreparedOperations(service, this.#writer.encoder));
    this.#headers = new ResponseHeaders(service, this.#writer, options.timeZone);
  }

  /** Answers every request; never throws. */
  async handle(request: SoapRequest): Promise<SoapResponse> {
    let envelope: Envelope | null = null;
    let read: ReadOperation | null = null;
    const mediaType = parseSoapMediaType(request.contentType);
    try {
      if (!mediaType) throw unsupportedMediaType(request.contentType);
      envelope = parseEnvelope(request.body, mediaType.charset, this.#options.limits);
      requireUnderstood(envelope, this.#isOwnHeaderBlock);
      // SOAP 1.1 does not define this parameter.
      const action = envelope.version === '1.2' ? mediaType.action : null;
      read = this.#reader.read(envelope, [request.soapAction, action]);
      return await this.#perform(envelope, read, mediaType, request);
    } catch (error) {
      const version = envelope?.version ?? versionOfMediaType(mediaType);
      const label = read?.operation.label ?? null;
      const fault = this.#asFault(error, request.caller);
      return answerFault(fault, version, mediaType, label, this.#writer);
    }
  }

  readonly #isOwnHeaderBlock = ({ namespace, name }: QName): boolean =>
    namespace === this.service.namespace && this.#options.headerNames.has(name);

  async #perform(
    { version, samplesLayout }: Envelope,
    { operation, request, headers, marks }: ReadOperation,
    mediaType: SoapMediaType,
    { caller, perform }: SoapRequest,
  ): Promise<SoapResponse> {
    const timeZone = headers['TimeZone'];
    let opened: string;
    let body: string;
    let outcome: string;
    try {
      const response = await perform(operation.name, request, { headers, caller });
      body = operation.encode(response, marks);
      // The published samples of answers have no header, see docs/decisions/0004.
      opened = samplesLayout
        ? this.#writer.open(version, '')
        : this.#headers.openSuccess(timeZone)[version];
      outcome = outcomeOf(response);
    } catch (error) {
      // A test may inject a fault.
      if (error instanceof SoapFault) throw error;
      const { info, exceptionType } = this.#businessError(error, operation.label, caller);
      body = operation.encode({}, marks);
      const header = this.#headers.ofError(info, timeZone, samplesLayout ? 'all' : 'none');
      opened = this.#writer.open(version, header);
      outcome = exceptionType;
    }
    return {
      status: 200,
      contentType: contentTypeOf(version, mediaType),
      body: this.#writer.complete(opened, body),
      operation: operation.label,
      outcome,
    };
  }

  /**
   * @throws SoapFault if the installation reports errors as faults, or if the error is
   *   `unavailable`.
   */
  #businessError(error: unknown, operation: string, { requestId, notes }: Caller): BusinessError {
    if (notes) notes.error = error;
    const known = businessErrorOf(error);
    if (known.unexpected) this.#options.onUnexpectedError(error, operation, requestId);
    if (this.#options.wrapExceptions && known.fault !== 'unavailable') return known;
    const detail = this.#headers.exceptionInfo(known.info);
    throw new SoapFault(known.fault, known.message, { detail });
  }

  #asFault(error: unknown, { requestId, notes }: Caller): SoapFault {
    // A business error that is reported as a fault is noted already.
    if (notes) notes.error ??= error;
    if (error instanceof SoapFault) return error;
    this.#options.onUnexpectedError(error, this.service.name, requestId);
    return new SoapFault('receiver-error', businessErrorOf(error).message);
  }
}

function unsupportedMediaType(contentType: string | undefined): SoapFault {
  const given =
    contentType === undefined ? 'is missing' : `"${contentType.slice(0, 100)}" is not supported`;
  return new SoapFault(
    'media-type-unsupported',
    `Content-Type ${given}; expected text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2).`,
  );
}
