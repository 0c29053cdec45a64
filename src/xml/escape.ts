/**
 * Character data and attribute values for XML 1.0. Characters that XML cannot carry become U+FFFD.
 */
import { toXmlText } from './characters.ts';

const PLAIN = /^[\t\n\x20\x21\x23-\x25\x27-\x3B\x3D\x3F-\x7E]*$/;

/**
 * Text for element content. A carriage return is written as a reference, else a reader drops it.
 */
export function escapeText(text: string): string {
  if (PLAIN.test(text)) return text;
  return toXmlText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;');
}

/** Text for an attribute value between double quotes. */
export function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\t', '&#x9;');
}
