/**
 * Reads bodies of the media type `application/x-www-form-urlencoded`, under limits.
 *
 * @see https://url.spec.whatwg.org/#application/x-www-form-urlencoded
 */
import { encodingOfCharset, isUtf8 } from '../media/charset.ts';
import type { MediaType } from '../media/media-type.ts';
import { WebProblem } from './web-problem.ts';

const BYTES_MAX = 65_536;
const FIELDS_MAX = 50;

export function isForm(mediaType: MediaType | null): boolean {
  return mediaType?.essence === 'application/x-www-form-urlencoded';
}

/**
 * Returns the decoded name and value of each field.
 *
 * @param charset of the media type. Forms are ASCII, so any charset that includes ASCII is
 *   accepted, because clients send many.
 * @throws WebProblem 413, 415, and 400 if the body is not UTF-8.
 */
export function readFormFields(
  bytes: Uint8Array,
  charset: string | null,
): readonly (readonly [name: string, value: string])[] {
  if (!beginsWithAscii(charset)) {
    throw new WebProblem(415, 'The charset is not supported; expected parameters in UTF-8.');
  }
  if (bytes.length > BYTES_MAX) throw new WebProblem(413, `Expected ${BYTES_MAX} bytes at most.`);
  const fields = [...new URLSearchParams(decode(bytes))];
  if (fields.length > FIELDS_MAX) {
    throw new WebProblem(400, `Expected ${FIELDS_MAX} parameters at most.`);
  }
  // URLSearchParams replaces bytes that are not UTF-8 by this character.
  if (fields.flat().some((text) => text.includes('\u{FFFD}'))) throw notUtf8();
  return fields;
}

function beginsWithAscii(charset: string | null): boolean {
  if (charset === null || isUtf8(charset)) return true;
  const encoding = encodingOfCharset(charset);
  return encoding === 'iso-8859-1' || encoding === 'windows-1252';
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8();
  }
}

function notUtf8(): WebProblem {
  return new WebProblem(400, 'Expected the parameters in UTF-8.');
}
