/**
 * The characters that XML 1.0 allows, and where.
 *
 * @see https://www.w3.org/TR/xml/#charsets
 * @see https://www.w3.org/TR/xml/#NT-Name
 */

// Characters that may be outside the Char production. A surrogate is allowed only in a pair.
const SUSPICIOUS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF\uFFFE\uFFFF]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** Whether a document may contain all characters of the text. */
export function isXmlText(text: string): boolean {
  return !SUSPICIOUS.test(text) || toXmlText(text) === text;
}

/** Returns the index of the first character that a document cannot contain, or -1. */
export function findNotXml(text: string): number {
  const clean = toXmlText(text);
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] !== clean[index]) return index;
  }
  return -1;
}

/** Replaces each character that a document cannot contain with U+FFFD. */
export function toXmlText(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '\uFFFD');
}

/** Whether a character reference may stand for the character. */
export function isXmlCharacter(codePoint: number): boolean {
  return codePoint <= 0x10ffff && isXmlText(String.fromCodePoint(codePoint));
}

const NAME_START = 1;
const NAME = 2;

/** The roles that each ASCII character can have. */
const ASCII = new Uint8Array(128);
for (const [characters, kinds] of [
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_:', NAME_START | NAME],
  ['0123456789-.', NAME],
] as const) {
  for (const character of characters) ASCII[character.charCodeAt(0)] = kinds;
}

const STARTS_BEYOND =
  '\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}' +
  '\\u{200C}\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}' +
  '\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const NAMES_BEYOND = `${STARTS_BEYOND}\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}`;
const ANY_NAME = new RegExp(`^[:A-Z_a-z${STARTS_BEYOND}][-.0-9:A-Z_a-z${NAMES_BEYOND}]*$`, 'u');

export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

/** Whether a name may begin at the index. */
export function beginsName(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 128) return ((ASCII[code] ?? 0) & NAME_START) !== 0;
  return ANY_NAME.test(String.fromCodePoint(text.codePointAt(index) ?? 0));
}

/** Returns the index after the name that begins at `start`, or `start` if none begins there. */
export function endOfName(text: string, start: number): number {
  let end = start;
  let isAscii = true;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code >= 128) isAscii = false;
    else if (((ASCII[code] ?? 0) & NAME) === 0) break;
  }
  if (!isAscii) return ANY_NAME.test(text.slice(start, end)) ? end : start;
  const first = text.charCodeAt(start);
  return end > start && ((ASCII[first] ?? 0) & NAME_START) !== 0 ? end : start;
}
