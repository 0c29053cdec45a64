/** Names, texts and ranks: how names are compared, and the limits of all three. */
import { DomainError } from './errors.ts';

/** Folds a name or an e-mail address for comparison, without regard to case or Unicode form. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * Returns what is wrong with a name, or null. A name must not be empty or too long, and must not
 * have control characters or spaces at its ends.
 *
 * @param what the kind of record, such as `role`.
 */
export function nameProblem(what: string, name: string, charactersMax: number): string | null {
  // As in "a user".
  const whose = `name of ${/^[aeio]/.test(what) ? 'an' : 'a'} ${what}`;
  if (name.trim() === '') return `The ${whose} must not be empty.`;
  if (name !== name.trim() || /\p{Cc}/u.test(name)) {
    return `The ${whose} has no control characters, and no spaces at its ends.`;
  }
  return textProblem(whose, name, charactersMax);
}

/** Returns what is wrong with a text of one line, or null. It has no control characters. */
export function lineProblem(what: string, text: string, charactersMax: number): string | null {
  if (/\p{Cc}/u.test(text)) return `The ${what} must not contain control characters.`;
  return textProblem(what, text, charactersMax);
}

/** Returns what is wrong with a text of several lines, or null. */
export function textProblem(what: string, text: string, charactersMax: number): string | null {
  if (text.length > charactersMax) {
    return `The ${what} has ${text.length} characters. It may have ${charactersMax} at most.`;
  }
  if (/[\p{Cc}--[\t\n\r]]/v.test(text)) return `The ${what} must not contain control characters.`;
  return null;
}

/** Returns what is wrong with a rank, or null. A rank is a 16-bit number on the wire. */
export function rankProblem(rank: number): string | null {
  return Number.isInteger(rank) && rank >= -32_768 && rank <= 32_767
    ? null
    : `The rank ${rank} is not a whole number from -32768 to 32767.`;
}

/** @throws DomainError `invalid-argument` with the first problem, if there is one. */
export function requireNoProblem(...problems: readonly (string | null)[]): void {
  const problem = problems.find((it) => it !== null);
  if (problem) throw new DomainError('invalid-argument', problem);
}
