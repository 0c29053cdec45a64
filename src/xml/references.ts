/**
 * References in text: to characters by number, and to the five entities that XML predefines. No
 * others can exist, because there are no document type declarations.
 *
 * @see https://www.w3.org/TR/xml/#sec-references
 */
import { isXmlCharacter } from './characters.ts';

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);
const NUMBER = /^#(?:x([0-9A-Fa-f]+)|([0-9]+))$/;

/**
 * Replaces the references in a text.
 *
 * @param errorAt makes the error for the index of an invalid reference.
 */
export function resolveReferences(text: string, errorAt: (index: number) => Error): string {
  let resolved = '';
  let at = 0;
  for (let start = text.indexOf('&'); start !== -1; start = text.indexOf('&', at)) {
    const end = text.indexOf(';', start);
    const character = end === -1 ? null : resolve(text.slice(start + 1, end));
    if (character === null) throw errorAt(start);
    resolved += text.slice(at, start) + character;
    at = end + 1;
  }
  return resolved + text.slice(at);
}

function resolve(reference: string): string | null {
  const predefined = PREDEFINED.get(reference);
  if (predefined !== undefined) return predefined;
  const [matched, hexadecimal, decimal] = NUMBER.exec(reference) ?? [];
  if (matched === undefined) return null;
  const codePoint = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return isXmlCharacter(codePoint) ? String.fromCodePoint(codePoint) : null;
}
