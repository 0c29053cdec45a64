/**
 * From the bytes of an XML document to its characters.
 *
 * The order of authority is RFC 7303 section 3: a byte order mark, then the `charset` parameter of
 * the media type, then the XML declaration, then UTF-8 (XML 1.0 appendix F).
 */
import { isAscii } from 'node:buffer';
import { XmlError } from './xml-error.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'windows-1252';

/** Names as clients write them, lower case. US-ASCII is read as the part of UTF-8 that it is. */
const ENCODINGS: ReadonlyMap<string, Encoding | 'utf-16'> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['utf-16', 'utf-16'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
  ['iso-8859-1', 'iso-8859-1'],
  ['latin1', 'iso-8859-1'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
]);

const SUPPORTED = 'UTF-8, UTF-16, ISO-8859-1 and windows-1252';
const DECLARATION_BYTES_MAX = 256;

/**
 * Decodes a document.
 *
 * @param charset the media type's `charset` parameter, or null.
 * @throws XmlError `encoding` for an unknown encoding and for bytes that are not of the encoding.
 */
export function decodeText(bytes: Buffer, charset: string | null): string {
  const encoding =
    byteOrderMark(bytes) ??
    (charset === null ? null : knownEncoding(charset, bytes)) ??
    encodingByFirstBytes(bytes) ??
    declaredEncoding(bytes) ??
    'utf-8';
  if (encoding === 'iso-8859-1') return bytes.toString('latin1');
  if (encoding === 'utf-8' && isAscii(bytes)) return bytes.toString('latin1');
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new XmlError('encoding', `The message is not valid ${encoding.toUpperCase()}.`);
  }
}

function byteOrderMark(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a byte order mark shows itself by the zero beside the first `<`. */
function encodingByFirstBytes(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  return null;
}

function knownEncoding(name: string, bytes: Buffer): Encoding {
  const encoding = ENCODINGS.get(name.toLowerCase());
  if (encoding === undefined) {
    const shown = name.slice(0, 40);
    throw new XmlError('encoding', `The encoding "${shown}" is not supported; use ${SUPPORTED}.`);
  }
  // RFC 2781 section 4.3: UTF-16 without a mark is big-endian unless the text shows otherwise.
  if (encoding === 'utf-16') return encodingByFirstBytes(bytes) ?? 'utf-16be';
  return encoding;
}

function declaredEncoding(bytes: Buffer): Encoding | null {
  const start = bytes.subarray(0, DECLARATION_BYTES_MAX).toString('latin1');
  const name = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(start)?.[1];
  if (name === undefined) return null;
  const encoding = knownEncoding(name, bytes);
  if (encoding.startsWith('utf-16')) {
    // The declaration was just read as single bytes, so it cannot be true.
    throw new XmlError('encoding', `The message says that it is ${name}, but it is not.`);
  }
  return encoding;
}
