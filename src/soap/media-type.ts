/** The Content-Type of SOAP messages. */
import { type MediaType, readMediaType } from '../media/media-type.ts';
import { type SoapVersion, soapVersions } from './version.ts';

export type SoapMediaType = MediaType;

/**
 * The media types that may carry an envelope. Some clients send the second instead of the first.
 */
const ACCEPTED = [soapVersions['1.1'].mediaType, 'application/xml', soapVersions['1.2'].mediaType];

/** Returns null if the header is absent, malformed, or has a type that cannot carry an envelope. */
export function parseSoapMediaType(contentType: string | undefined): SoapMediaType | null {
  const mediaType = readMediaType(contentType);
  return mediaType && ACCEPTED.includes(mediaType.essence) ? mediaType : null;
}

/** The most likely version of a message whose envelope has not been read. */
export function versionOfMediaType(mediaType: SoapMediaType | null): SoapVersion {
  return mediaType?.essence === soapVersions['1.2'].mediaType ? '1.2' : '1.1';
}
