/**
 * Character data and attribute values for XML 1.0. Characters that XML cannot carry become U+FFFD.
 */

// Everything outside XML 1.0's Char production (section 2.2), lone surrogates included.
const NOT_XML =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const PLAIN = /^[\t\n\x20\x21\x23-\x25\x27-\x3B\x3D\x3F-\x7E]*$/;

/**
 * Text for element content. A carriage return is written as a reference, else a reader drops it.
 */
export function escapeText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(NOT_XML, '\uFFFD')
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
