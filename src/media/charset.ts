/** Names of character encodings, as clients write them. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'windows-1252';

/** By names in lower case. US-ASCII is read as UTF-8, of which it is a part. */
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

/** @returns `utf-16` where the bytes have to tell which; null for a name that is not known. */
export function encodingOfCharset(name: string): Encoding | 'utf-16' | null {
  return ENCODINGS.get(name.toLowerCase()) ?? null;
}

/** Whether text in this charset can be read as UTF-8; null stands for none, which means UTF-8. */
export function isUtf8(charset: string | null): boolean {
  return charset === null || encodingOfCharset(charset) === 'utf-8';
}
