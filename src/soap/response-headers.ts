/**
 * Header blocks of answers. Those of a success are the same for all clients of a time zone, and
 * nearly all clients name none: what was written last is kept.
 */
import type { Service } from '../contract/service.ts';
import {
  type ExceptionInfo,
  responseHeaders,
  type TimeZone,
} from '../contract/services88/headers.ts';
import type { ElementEncoder, Encoder, FieldsEncoder, TypeMarks } from '../xsd/encode.ts';

export class ResponseHeaders {
  readonly #usualZone: TimeZone;
  readonly #encode: FieldsEncoder;
  readonly #encodeInfo: ElementEncoder;
  readonly #usual: string;
  #last: { readonly zone: TimeZone; readonly header: string };

  /** @param usualZone told to clients that name no time zone. */
  constructor(
    { namespace, responseHeaders: fields }: Service,
    encoder: Encoder,
    usualZone: TimeZone,
  ) {
    this.#usualZone = usualZone;
    this.#encode = encoder.fields(fields, namespace);
    const name = { namespace, name: 'ExceptionInfo' };
    this.#encodeInfo = encoder.element(name, responseHeaders.ExceptionInfo);
    this.#usual = this.#encode({ Succeeded: true, TimeZone: usualZone }, 'none');
    this.#last = { zone: usualZone, header: this.#usual };
  }

  /** @param timeZone as the request's header block `TimeZone` was decoded. */
  ofSuccess(timeZone: unknown): string {
    if (!isTimeZone(timeZone)) return this.#usual;
    const { SoTimeZoneId, SoTimeZoneLocationCode } = timeZone;
    const { zone, header } = this.#last;
    if (
      zone.SoTimeZoneId === SoTimeZoneId &&
      zone.SoTimeZoneLocationCode === SoTimeZoneLocationCode
    ) {
      return header;
    }
    const written = this.#encode({ Succeeded: true, TimeZone: timeZone }, 'none');
    this.#last = { zone: timeZone, header: written };
    return written;
  }

  ofError(info: Partial<ExceptionInfo>, timeZone: unknown, marks: TypeMarks): string {
    const TimeZone = isTimeZone(timeZone) ? timeZone : this.#usualZone;
    return this.#encode({ ExceptionInfo: info, Succeeded: false, TimeZone }, marks);
  }

  /** The block `ExceptionInfo` alone, for the detail of a fault. */
  exceptionInfo(info: Partial<ExceptionInfo>): string {
    return this.#encodeInfo(info, 'none');
  }
}

/** Services without sessions have no such block; for the others it is null where it was absent. */
function isTimeZone(decoded: unknown): decoded is TimeZone {
  return typeof decoded === 'object' && decoded !== null && 'SoTimeZoneId' in decoded;
}
