/**
 * Header blocks of answers. For one time zone, successful envelopes are identical up to the body,
 * and most clients send no time zone. So the beginnings for the default zone and for the last
 * zone are cached.
 */
import type { Service } from '../contract/service.ts';
import type { ExceptionInfo, TimeZone } from '../contract/services88/headers.ts';
import type { FieldsEncoder, TypeMarks } from '../xsd/encode.ts';
import type { EnvelopeWriter } from './envelope-writer.ts';
import type { SoapVersion } from './version.ts';

/** Envelopes up to the start of the body's content, by version. */
type OpenedEnvelopes = Readonly<Record<SoapVersion, string>>;

export class ResponseHeaders {
  readonly #writer: EnvelopeWriter;
  readonly #usualZone: TimeZone;
  readonly #encode: FieldsEncoder;
  readonly #encodeInfo: FieldsEncoder;
  readonly #usual: OpenedEnvelopes;
  #last: { readonly zone: TimeZone; readonly opened: OpenedEnvelopes };

  /** @param usualZone the answer for clients that send no time zone. */
  constructor(service: Service, writer: EnvelopeWriter, usualZone: TimeZone) {
    const { namespace, responseHeaders } = service;
    this.#writer = writer;
    this.#usualZone = usualZone;
    this.#encode = writer.encoder.fields(responseHeaders, namespace);
    const { ExceptionInfo } = responseHeaders;
    this.#encodeInfo = ExceptionInfo
      ? writer.encoder.fields({ ExceptionInfo }, namespace)
      : () => '';
    this.#usual = this.#open(usualZone);
    this.#last = { zone: usualZone, opened: this.#usual };
  }

  /** @param timeZone the decoded header block `TimeZone` of the request. */
  openSuccess(timeZone: unknown): OpenedEnvelopes {
    if (!isTimeZone(timeZone)) return this.#usual;
    const { zone } = this.#last;
    const isLast =
      zone.SoTimeZoneId === timeZone.SoTimeZoneId &&
      zone.SoTimeZoneLocationCode === timeZone.SoTimeZoneLocationCode;
    if (!isLast) this.#last = { zone: timeZone, opened: this.#open(timeZone) };
    return this.#last.opened;
  }

  /** Returns the header blocks of an error as XML. */
  ofError(info: Partial<ExceptionInfo>, timeZone: unknown, marks: TypeMarks): string {
    const TimeZone = isTimeZone(timeZone) ? timeZone : this.#usualZone;
    return this.#encode({ ExceptionInfo: info, Succeeded: false, TimeZone }, marks);
  }

  /** Returns only the block `ExceptionInfo`, for the detail of a fault. */
  exceptionInfo(info: Partial<ExceptionInfo>): string {
    return this.#encodeInfo({ ExceptionInfo: info }, 'none');
  }

  #open(TimeZone: TimeZone): OpenedEnvelopes {
    const header = this.#encode({ Succeeded: true, TimeZone }, 'none');
    const open = (version: SoapVersion) => flatten(this.#writer.open(version, header));
    return { '1.1': open('1.1'), '1.2': open('1.2') };
  }
}

/**
 * Makes V8 store the text flat. V8 stores concatenated text as a tree, which it would traverse
 * again for every answer that contains the text.
 */
function flatten(text: string): string {
  return Buffer.from(text).toString();
}

/** False for services without sessions, which have no such block, and if the block is absent. */
function isTimeZone(decoded: unknown): decoded is TimeZone {
  return typeof decoded === 'object' && decoded !== null && 'SoTimeZoneId' in decoded;
}
