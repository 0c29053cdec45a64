/**
 * One service over SOAP: from the bytes of a request to the text of the answer.
 *
 * Knows nothing of HTTP but what SOAP's binding to it is made of: media type, SOAPAction and
 * status.
 */
import {
  type Caller,
  type HandlerTable,
  responseElementOf,
  type Service,
} from '../contract/service.ts';
import { responseHeaders, type TimeZone } from '../contract/services88/headers.ts';
import type { ElementEncoder, FieldsEncoder, TypeMarks } from '../xsd/encode.ts';
import type { EncodableFields, QName } from '../xsd/types.ts';
import { businessErrorOf } from './business-error.ts';
import { type Envelope, requireUnderstood } from './envelope.ts';
import { type EnvelopeWriter, writerFor } from './envelope-writer.ts';
import { SoapFault } from './fault.ts';
import { parseSoapMediaType, type SoapMediaType, versionOfMediaType } from './media-type.ts';
import {
  type EnvelopeLimits,
  OperationReader,
  parseEnvelope,
  type ReadOperation,
} from './read-request.ts';
import { answerFault, contentTypeOf, type SoapResponse } from './response.ts';

export interface SoapRequest {
  readonly contentType: string | undefined;
  readonly soapAction: string | undefined;
  readonly body: Buffer;
  readonly caller: Caller;
  /** Those of the tenant that is addressed, for this service. */
  readonly handlers: HandlerTable;
}

export interface SoapOptions {
  readonly limits: EnvelopeLimits;
  /**
   * Errors of the business kind in the `ExceptionInfo` header block (true) or as faults (false).
   */
  readonly wrapExceptions: boolean;
  /** The time zone told to clients that named none. */
  readonly timeZone: TimeZone;
  /** Whether a header block is one of ours, of whichever service: clients send them to all. */
  readonly isOwnHeaderBlock: (name: QName) => boolean;
  /** Gets every error that the client is not told of. */
  readonly onUnexpectedError: (error: unknown, operation: string, requestId: string) => void;
}

interface PreparedOperation {
  /** How the log calls it. */
  readonly label: string;
  readonly encode: ElementEncoder;
}

export class SoapEndpoint {
  readonly declaration: Service;
  readonly #options: SoapOptions;
  readonly #reader: OperationReader;
  readonly #writer: EnvelopeWriter;
  /** Those that were asked for: most never are. */
  readonly #operations = new Map<string, PreparedOperation>();
  readonly #encodeHeader: FieldsEncoder;
  /** Of a fault that tells an error of the business kind. */
  readonly #encodeDetail: ElementEncoder;
  /** For clients that name no time zone, which is nearly all of them. */
  readonly #usualHeader: string;

  constructor(declaration: Service, options: SoapOptions) {
    const { namespace } = declaration;
    this.declaration = declaration;
    this.#options = options;
    this.#reader = new OperationReader(declaration);
    this.#writer = writerFor(declaration);
    const { encoder } = this.#writer;
    this.#encodeHeader = encoder.fields(declaration.responseHeaders, namespace);
    const detail = { namespace, name: 'ExceptionInfo' };
    this.#encodeDetail = encoder.element(detail, responseHeaders.ExceptionInfo);
    this.#usualHeader = this.#header({ Succeeded: true, TimeZone: options.timeZone });
  }

  /** Answers every request; never throws. */
  async handle(request: SoapRequest): Promise<SoapResponse> {
    let envelope: Envelope | null = null;
    let operation: ReadOperation | null = null;
    const mediaType = parseSoapMediaType(request.contentType);
    try {
      if (!mediaType) throw unsupportedMediaType(request.contentType);
      envelope = parseEnvelope(request.body, mediaType.charset, this.#options.limits);
      requireUnderstood(envelope, this.#options.isOwnHeaderBlock);
      // In SOAP 1.1 that parameter means nothing.
      const action = envelope.version === '1.2' ? mediaType.action : null;
      operation = this.#reader.read(envelope, [request.soapAction, action]);
      return await this.#perform(envelope, operation, mediaType, request);
    } catch (error) {
      const version = envelope?.version ?? versionOfMediaType(mediaType);
      const label = operation && this.#label(operation.name);
      const fault = this.#asFault(error, request.caller);
      return answerFault(fault, version, mediaType, label, this.#writer);
    }
  }

  async #perform(
    { version, samplesLayout }: Envelope,
    { name, request, headers, marks }: ReadOperation,
    mediaType: SoapMediaType,
    { caller, handlers }: SoapRequest,
  ): Promise<SoapResponse> {
    const prepared = this.#operations.get(name) ?? this.#prepare(name);
    const perform = handlers[name];
    if (!perform) throw new Error(`Operation ${name} is not bound.`);
    const TimeZone = headers['TimeZone'] ?? null;
    let header: string;
    let body: string;
    let outcome: string;
    try {
      const response = await perform(request as never, { headers, caller } as never);
      body = prepared.encode(response, marks);
      // The published samples of answers have no header, see docs/decisions/0004.
      header = samplesLayout ? '' : this.#successHeader(TimeZone);
      outcome = outcomeOf(response);
    } catch (error) {
      const { info, exceptionType } = this.#businessError(error, name, caller);
      body = prepared.encode({}, marks);
      const inZone = { TimeZone: TimeZone ?? this.#options.timeZone };
      const blocks = { ExceptionInfo: info, Succeeded: false, ...inZone };
      header = this.#header(blocks, samplesLayout ? 'all' : 'none');
      outcome = exceptionType;
    }
    return {
      status: 200,
      contentType: contentTypeOf(version, mediaType),
      body: this.#writer.write(version, header, body),
      operation: prepared.label,
      outcome,
    };
  }

  #prepare(name: string): PreparedOperation {
    const { namespace, operations } = this.declaration;
    const operation = operations[name];
    if (!operation) throw new Error(`Operation ${name} is not declared.`);
    const wrapper = { namespace, name: responseElementOf(name, operation) };
    const encode = this.#writer.encoder.wrapper(wrapper, operation.response);
    const prepared = { label: this.#label(name), encode };
    this.#operations.set(name, prepared);
    return prepared;
  }

  /** @throws SoapFault where the installation wants faults, and when nothing could be done. */
  #businessError(error: unknown, operation: string, { requestId }: Caller) {
    const known = businessErrorOf(error);
    if (known.unexpected) {
      this.#options.onUnexpectedError(error, this.#label(operation), requestId);
    }
    if (this.#options.wrapExceptions && known.fault !== 'unavailable') return known;
    const detail = this.#encodeDetail(known.info, 'none');
    throw new SoapFault(known.fault, known.message, { detail });
  }

  #asFault(error: unknown, { requestId }: Caller): SoapFault {
    if (error instanceof SoapFault) return error;
    this.#options.onUnexpectedError(error, this.declaration.name, requestId);
    return new SoapFault('receiver-error', businessErrorOf(error).message);
  }

  #successHeader(TimeZone: unknown): string {
    const given = TimeZone as TimeZone | null;
    return given === null ? this.#usualHeader : this.#header({ Succeeded: true, TimeZone: given });
  }

  #header(values: EncodableFields<typeof responseHeaders>, marks: TypeMarks = 'none'): string {
    return this.#encodeHeader(values, marks);
  }

  #label(operation: string): string {
    return `${this.declaration.name}.${operation}`;
  }
}

/** A login that is refused is no error in this contract, but whoever watches wants to know. */
function outcomeOf(response: object): string {
  const refused =
    'AuthenticationSucceeded' in response && response.AuthenticationSucceeded === false;
  return refused ? 'login-refused' : 'succeeded';
}

function unsupportedMediaType(contentType: string | undefined): SoapFault {
  const given =
    contentType === undefined ? 'is missing' : `"${contentType.slice(0, 100)}" is not supported`;
  return new SoapFault(
    'media-type-unsupported',
    `Content-Type ${given}; expected text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2).`,
  );
}
