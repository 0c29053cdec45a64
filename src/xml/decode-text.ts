/**
 * Decodes the bytes of an XML document.
 *
 * The encoding is taken from the first of these that is present (RFC 7303 section 3): the byte
 * order mark, the `charset` parameter of the media type, the XML declaration. Without any, it is
 * UTF-8 (XML 1.0 appendix F).
 */
import { isAscii } from 'node:buffer';
import { type Encoding, encodingOfCharset } from '../media/charset.ts';
import { XmlError } from './xml-error.ts';

const SUPPORTED = 'UTF-8, UTF-16, ISO-8859-1 and windows-1252';
const DECLARATION_BYTES_MAX = 256;

/**
 * Decodes a document.
 *
 * @param charset the media type's `charset` parameter, or null.
 * @throws XmlError `encoding-unknown`, and `encoding` for bytes that are not in the encoding.
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

/** Detects UTF-16 without a byte order mark by the zero byte next to the first `<`. */
function encodingByFirstBytes(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  return null;
}

function knownEncoding(name: string, bytes: Buffer): Encoding {
  const encoding = encodingOfCharset(name);
  if (encoding === null) {
    const message = `The encoding "${name.slice(0, 40)}" is not supported; use ${SUPPORTED}.`;
    throw new XmlError('encoding-unknown', message);
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
    // The declaration was just read as single bytes, so it cannot be UTF-16.
    throw new XmlError('encoding', `The message says that it is ${name}, but it is not.`);
  }
  return encoding;
}
