/** What a user's profile may hold. */

import { nameProblem, requireNoProblem, textProblem } from '../names.ts';
import type { AssociateProfile } from './associate.ts';

const NAME_CHARACTERS_MAX = 100;
const FULL_NAME_CHARACTERS_MAX = 200;
const EMAIL_CHARACTERS_MAX = 254;

/** @throws DomainError `invalid-argument` saying what is wrong with which field. */
export function requireProfile({ name, fullName, email }: AssociateProfile): void {
  requireNoProblem(userNameProblem(name), fullNameProblem(fullName), emailProblem(email));
}

/**
 * What is wrong with a user name, or null. A ticket or an access token may stand in its place, so
 * that it must not look like one.
 */
export function userNameProblem(name: string): string | null {
  if (/^[78][AT]:/i.test(name)) {
    return 'The name of a user must not begin like a ticket or an access token.';
  }
  return nameProblem('user', name, NAME_CHARACTERS_MAX);
}

/** What is wrong with the full name of a user, or null. */
export function fullNameProblem(fullName: string): string | null {
  if (fullName.trim() === '') return 'The full name must not be empty.';
  if (/\p{Cc}/u.test(fullName)) return 'The full name must not contain control characters.';
  return textProblem('full name', fullName, FULL_NAME_CHARACTERS_MAX);
}

/** What is wrong with an e-mail address, or null. Only mail can tell whether it gets there. */
export function emailProblem(email: string | null): string | null {
  if (email === null) return null;
  if (!/^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(email)) {
    return `"${email.slice(0, EMAIL_CHARACTERS_MAX)}" is no e-mail address such as anna@example.com.`;
  }
  return textProblem('e-mail address', email, EMAIL_CHARACTERS_MAX);
}
