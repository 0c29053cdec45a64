/** The HTTP response: an answer, or a fault with the status that its version defines. */
import type { Answer } from '../web/answer.ts';
import { commonWriter, type EnvelopeWriter } from './envelope-writer.ts';
import { headersOfFault, printFault, type SoapFault, statusOfFault } from './fault.ts';
import { parseSoapMediaType, type SoapMediaType, versionOfMediaType } from './media-type.ts';
import { type SoapVersion, soapVersions } from './version.ts';

export interface SoapResponse extends Answer {
  readonly operation: string | null;
  /** `succeeded`, `login-refused`, an exception type, or the reason of a fault. */
  readonly outcome: string;
}

const MEDIA_TYPES = Object.values(soapVersions).map((facts) => facts.mediaType);

/** Returns the client's media type if SOAP allows it, or else that of the version. */
export function contentTypeOf(version: SoapVersion, mediaType: SoapMediaType | null): string {
  const used = MEDIA_TYPES.find((essence) => essence === mediaType?.essence);
  return `${used ?? soapVersions[version].mediaType}; charset=utf-8`;
}

export function answerFault(
  fault: SoapFault,
  version: SoapVersion,
  mediaType: SoapMediaType | null,
  operation: string | null,
  writer: EnvelopeWriter,
): SoapResponse {
  return {
    status: statusOfFault(fault, version),
    contentType: contentTypeOf(version, mediaType),
    body: printFault(fault, version, writer),
    headers: headersOfFault(fault),
    operation,
    outcome: fault.reason,
  };
}

/** Refuses a request for a reason outside the message, such as its size or address. */
export function refuse(fault: SoapFault, contentType: string | undefined): SoapResponse {
  const mediaType = parseSoapMediaType(contentType);
  return answerFault(fault, versionOfMediaType(mediaType), mediaType, null, commonWriter);
}
