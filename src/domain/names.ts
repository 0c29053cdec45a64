/** Names, texts and ranks: how they are compared, and what limits they have. */
import { DomainError } from './errors.ts';

/** How names and e-mail addresses are compared: without regard to case or Unicode form. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * What is wrong with a name, or null: it must not be empty or too long, and has neither control
 * characters nor spaces at its ends.
 *
 * @param what the record that it names, such as `role`.
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

/** What is wrong with a text of several lines, or null. */
export function textProblem(what: string, text: string, charactersMax: number): string | null {
  if (text.length > charactersMax) {
    return `The ${what} has ${text.length} characters. It may have ${charactersMax} at most.`;
  }
  if (/[\p{Cc}--[\t\n\r]]/v.test(text)) return `The ${what} must not contain control characters.`;
  return null;
}

/** What is wrong with a rank, which is a 16-bit number on the wire, or null. */
export function rankProblem(rank: number): string | null {
  return Number.isInteger(rank) && rank >= -32_768 && rank <= 32_767
    ? null
    : `The rank ${rank} is not a whole number from -32768 to 32767.`;
}

/** @throws DomainError `invalid-argument` with the first problem that there is. */
export function requireNoProblem(...problems: readonly (string | null)[]): void {
  const problem = problems.find((it) => it !== null);
  if (problem) throw new DomainError('invalid-argument', problem);
}
