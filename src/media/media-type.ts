/**
 * The header field Content-Type, as every protocol here reads it.
 *
 * Unknown, empty and malformed parameters are ignored, as browsers do. Clients send
 * `application/json; charset=utf-8;` and `application/json; odata=verbose`.
 *
 * @see https://mimesniff.spec.whatwg.org/#parsing-a-mime-type
 */
import { MIMEType } from 'node:util';

export interface MediaType {
  /** Type and subtype in lower case, such as `text/xml`. */
  readonly essence: string;
  /** As the client writes it. Null if it is absent or empty. */
  readonly charset: string | null;
  /** The parameter of SOAP 1.2 that replaces the SOAPAction of SOAP 1.1 (RFC 3902). */
  readonly action: string | null;
}

/** A cache, because clients send the same few values again and again. */
const KNOWN_MAX = 100;
const KNOWN_CHARACTERS_MAX = 256;
const known = new Map<string, MediaType>();

/** Returns null if the header field is absent or is not a media type. */
export function readMediaType(contentType: string | undefined): MediaType | null {
  if (contentType === undefined) return null;
  const remembered = known.get(contentType);
  if (remembered) return remembered;
  const read = parse(contentType);
  if (read && contentType.length <= KNOWN_CHARACTERS_MAX) remember(contentType, read);
  return read;
}

/** Evicts the oldest entry. An entry that is still in use returns with its next request. */
function remember(contentType: string, read: MediaType): void {
  const [oldest] = known.size < KNOWN_MAX ? [] : known.keys();
  if (oldest !== undefined) known.delete(oldest);
  known.set(contentType, read);
}

function parse(contentType: string): MediaType | null {
  try {
    const { essence, params } = new MIMEType(contentType);
    return {
      essence,
      charset: params.get('charset') || null,
      action: params.get('action') || null,
    };
  } catch {
    return null;
  }
}
