/**
 * Escapes character data and attribute values for XML 1.0. Characters that XML cannot contain
 * become U+FFFD.
 */
import { toXmlText } from './characters.ts';

const PLAIN = /^[\t\n\x20\x21\x23-\x25\x27-\x3B\x3D\x3F-\x7E]*$/;

/**
 * Escapes text for element content. A carriage return is written as a reference, because a reader
 * would turn it into a line feed.
 */
export function escapeText(text: string): string {
  if (PLAIN.test(text)) return text;
  return toXmlText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;');
}

/** Escapes text for an attribute value between double quotes. */
export function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\t', '&#x9;');
}
