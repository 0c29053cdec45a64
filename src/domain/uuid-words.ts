/** Converts UUIDs to numbers and back, for tables that keep many of them. */

/** The 32-bit words of a UUID. */
export const UUID_WORDS = 4;

const DIGITS_OF_WORD = 8;
const CHARACTERS = 36;
const HYPHEN = 45;
const HYPHENS_AT = [8, 13, 18, 23];
const DIGITS_AT = Array.from({ length: CHARACTERS }, (_, at) => at).filter(
  (at) => !HYPHENS_AT.includes(at),
);

/**
 * Reads a UUID in lower case into an array of four words. Returns false for any other text, so that
 * no two texts have the same words.
 */
export function readUuid(text: string, words: Uint32Array): boolean {
  if (text.length !== CHARACTERS) return false;
  for (const at of HYPHENS_AT) {
    if (text.charCodeAt(at) !== HYPHEN) return false;
  }
  for (let index = 0; index < UUID_WORDS; index += 1) {
    const first = index * DIGITS_OF_WORD;
    let word = 0;
    for (let digit = first; digit < first + DIGITS_OF_WORD; digit += 1) {
      const value = digitOf(text.charCodeAt(DIGITS_AT[digit] ?? 0));
      if (value < 0) return false;
      word = (word << 4) | value;
    }
    words[index] = word;
  }
  return true;
}

/** The text of the UUID whose words begin at the index. */
export function uuidAt(words: Uint32Array, index: number): string {
  const ours = Array.from(words.subarray(index, index + UUID_WORDS));
  const digits = ours.map((word) => word.toString(16).padStart(DIGITS_OF_WORD, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Of a hexadecimal digit in lower case; negative for other characters. */
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}
