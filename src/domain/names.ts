/** Names, texts and ranks: how they are compared, and what limits they have. */
import { DomainError } from './errors.ts';

/** How names and e-mail addresses are compared: without regard to case or Unicode form. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * @param what the record or field that it names, such as `role`.
 * @throws DomainError `invalid-argument` for an empty name, one that is longer than the limit, or
 * one with control characters or with spaces at its ends.
 */
export function requireName(what: string, name: string, charactersMax: number): void {
  if (name.trim() === '') throw invalid(`The name of a ${what} must not be empty.`);
  if (name !== name.trim()) throw invalid(`The name of a ${what} has no spaces at its ends.`);
  requireText(`name of a ${what}`, name, charactersMax);
}

/** @throws DomainError `invalid-argument` for a text that is too long or has control characters. */
export function requireText(what: string, text: string, charactersMax: number): void {
  if (text.length > charactersMax) {
    throw invalid(
      `The ${what} has ${text.length} characters. It may have ${charactersMax} at most.`,
    );
  }
  if (/[\p{Cc}--[\t\n\r]]/v.test(text)) {
    throw invalid(`The ${what} must not contain control characters.`);
  }
}

/** A rank is a 16-bit number on the wire. @throws DomainError `invalid-argument` */
export function requireRank(rank: number): void {
  if (Number.isInteger(rank) && rank >= -32_768 && rank <= 32_767) return;
  throw invalid(`The rank ${rank} is not a whole number from -32768 to 32767.`);
}

function invalid(message: string): DomainError {
  return new DomainError('invalid-argument', message);
}
