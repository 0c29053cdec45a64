/** Rules for the fields of a user's profile. */

import { nameProblem, requireNoProblem, textProblem } from '../names.ts';
import type { AssociateProfile } from './associate.ts';

const NAME_CHARACTERS_MAX = 100;
const FULL_NAME_CHARACTERS_MAX = 200;
const EMAIL_CHARACTERS_MAX = 254;

/** @throws DomainError `invalid-argument` with the field and its problem. */
export function requireProfile({ name, fullName, email }: AssociateProfile): void {
  requireNoProblem(userNameProblem(name), fullNameProblem(fullName), emailProblem(email));
}

/**
 * Returns what is wrong with a user name, or null. A name must not look like a ticket or an access
 * token, because clients may send one in place of the name.
 */
export function userNameProblem(name: string): string | null {
  if (/^[78][AT]:/i.test(name)) {
    return 'The name of a user must not begin like a ticket or an access token.';
  }
  return nameProblem('user', name, NAME_CHARACTERS_MAX);
}

/** Returns what is wrong with the full name of a user, or null. */
export function fullNameProblem(fullName: string): string | null {
  if (fullName.trim() === '') return 'The full name must not be empty.';
  if (/\p{Cc}/u.test(fullName)) return 'The full name must not contain control characters.';
  return textProblem('full name', fullName, FULL_NAME_CHARACTERS_MAX);
}

/**
 * Returns what is wrong with an e-mail address, or null. Does not check that mail arrives there.
 */
export function emailProblem(email: string | null): string | null {
  if (email === null) return null;
  if (!/^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(email)) {
    return `"${email.slice(0, EMAIL_CHARACTERS_MAX)}" is no e-mail address such as anna@example.com.`;
  }
  return textProblem('e-mail address', email, EMAIL_CHARACTERS_MAX);
}
