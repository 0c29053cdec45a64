/**
 * Header blocks of answers. An envelope of a success is the same up to its body for all clients of
 * a time zone, and most clients name none: two such beginnings are kept, the usual one and the last.
 */
import type { Service } from '../contract/service.ts';
import {
  type ExceptionInfo,
  responseHeaders,
  type TimeZone,
} from '../contract/services88/headers.ts';
import type { ElementEncoder, FieldsEncoder, TypeMarks } from '../xsd/encode.ts';
import type { EnvelopeWriter } from './envelope-writer.ts';
import type { SoapVersion } from './version.ts';

/** Envelopes up to the content of the body. */
type OpenedEnvelopes = Readonly<Record<SoapVersion, string>>;

export class ResponseHeaders {
  readonly #writer: EnvelopeWriter;
  readonly #usualZone: TimeZone;
  readonly #encode: FieldsEncoder;
  readonly #encodeInfo: ElementEncoder;
  readonly #usual: OpenedEnvelopes;
  #last: { readonly zone: TimeZone; readonly opened: OpenedEnvelopes };

  /** @param usualZone told to clients that name no time zone. */
  constructor(service: Service, writer: EnvelopeWriter, usualZone: TimeZone) {
    const { namespace } = service;
    this.#writer = writer;
    this.#usualZone = usualZone;
    this.#encode = writer.encoder.fields(service.responseHeaders, namespace);
    const name = { namespace, name: 'ExceptionInfo' };
    this.#encodeInfo = writer.encoder.element(name, responseHeaders.ExceptionInfo);
    this.#usual = this.#open(usualZone);
    this.#last = { zone: usualZone, opened: this.#usual };
  }

  /** @param timeZone as the request's header block `TimeZone` was decoded. */
  openSuccess(timeZone: unknown): OpenedEnvelopes {
    if (!isTimeZone(timeZone)) return this.#usual;
    const { zone } = this.#last;
    const isLast =
      zone.SoTimeZoneId === timeZone.SoTimeZoneId &&
      zone.SoTimeZoneLocationCode === timeZone.SoTimeZoneLocationCode;
    if (!isLast) this.#last = { zone: timeZone, opened: this.#open(timeZone) };
    return this.#last.opened;
  }

  /** Header blocks as XML. */
  ofError(info: Partial<ExceptionInfo>, timeZone: unknown, marks: TypeMarks): string {
    const TimeZone = isTimeZone(timeZone) ? timeZone : this.#usualZone;
    return this.#encode({ ExceptionInfo: info, Succeeded: false, TimeZone }, marks);
  }

  /** The block `ExceptionInfo` alone, for the detail of a fault. */
  exceptionInfo(info: Partial<ExceptionInfo>): string {
    return this.#encodeInfo(info, 'none');
  }

  #open(TimeZone: TimeZone): OpenedEnvelopes {
    const header = this.#encode({ Succeeded: true, TimeZone }, 'none');
    const open = (version: SoapVersion) => flatten(this.#writer.open(version, header));
    return { '1.1': open('1.1'), '1.2': open('1.2') };
  }
}

/**
 * V8 keeps a text that was put together as a tree of its parts, and would walk the tree for every
 * answer that the text is a part of.
 */
function flatten(text: string): string {
  return Buffer.from(text).toString();
}

/** Services without sessions have no such block; for the others it is null where it was absent. */
function isTimeZone(decoded: unknown): decoded is TimeZone {
  return typeof decoded === 'object' && decoded !== null && 'SoTimeZoneId' in decoded;
}
