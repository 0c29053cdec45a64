/** What `user add` accepts of a person, before anything is stored. */
import { nameProblem } from '../../../domain/associate.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';

const EMAIL_CHARACTERS_MAX = 254;
const FULL_NAME_CHARACTERS_MAX = 200;

/** Names and addresses of a person, as given on the command line. */
export interface ProfileInput {
  readonly name: string;
  readonly fullName?: string | undefined;
  readonly email?: string | undefined;
}

/** @throws CliError `usage` saying what is wrong with which of them. */
export function requireValidProfile({ name, fullName, email }: ProfileInput): void {
  const problem =
    nameProblem(name) ??
    (fullName === undefined ? null : fullNameProblem(fullName)) ??
    (email === undefined ? null : emailProblem(email));
  if (problem !== null) throw new CliError(exitCodes.usage, problem);
}

function fullNameProblem(fullName: string): string | null {
  if (fullName.trim() === '') return '--full-name: a full name must not be empty.';
  if (fullName.length > FULL_NAME_CHARACTERS_MAX) {
    return `--full-name: a full name has at most ${FULL_NAME_CHARACTERS_MAX} characters.`;
  }
  return /\p{Cc}/u.test(fullName) ? '--full-name: a full name has no control characters.' : null;
}

/** Whether mail gets there only mail can tell; this is for what cannot be an address. */
function emailProblem(email: string): string | null {
  if (email.length > EMAIL_CHARACTERS_MAX) {
    return `--email: an e-mail address has at most ${EMAIL_CHARACTERS_MAX} characters.`;
  }
  return /^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(email)
    ? null
    : '--email: expected an e-mail address such as anna@example.com.';
}
