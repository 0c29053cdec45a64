/** The Content-Type of SOAP messages. */
import { MIMEType } from 'node:util';
import { type SoapVersion, soapVersions } from './version.ts';

export interface SoapMediaType {
  /** Without parameters, lower case. */
  readonly essence: string;
  readonly charset: string | null;
  /** SOAP 1.2's place for what SOAP 1.1 puts into SOAPAction (RFC 3902). */
  readonly action: string | null;
}

/**
 * The media types that may carry an envelope. The second one is what some clients write for the
 * first.
 */
const ACCEPTED = [soapVersions['1.1'].mediaType, 'application/xml', soapVersions['1.2'].mediaType];

/** Clients send the same few again and again. */
const KNOWN_MAX = 100;
const known = new Map<string, SoapMediaType>();

/** Null when the header is absent, malformed, or names a type that cannot carry an envelope. */
export function parseSoapMediaType(contentType: string | undefined): SoapMediaType | null {
  if (contentType === undefined) return null;
  const parsed = known.get(contentType) ?? parse(contentType);
  if (parsed && known.size < KNOWN_MAX) known.set(contentType, parsed);
  return parsed;
}

function parse(contentType: string): SoapMediaType | null {
  let type: MIMEType;
  try {
    type = new MIMEType(contentType);
  } catch {
    return null;
  }
  if (!ACCEPTED.includes(type.essence)) return null;
  return {
    essence: type.essence,
    charset: type.params.get('charset'),
    action: type.params.get('action'),
  };
}

/** The version that a message most likely has, while its envelope has not been read. */
export function versionOfMediaType(mediaType: SoapMediaType | null): SoapVersion {
  return mediaType?.essence === soapVersions['1.2'].mediaType ? '1.2' : '1.1';
}
