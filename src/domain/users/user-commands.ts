/**
 * Commands that plug-ins of the server offer for a user. This server has no plug-ins, so it lists
 * no commands and finds none.
 */
import type { Authorised } from '../actor.ts';
import { DomainError } from '../errors.ts';

const NAME_CHARACTERS_MAX = 100;

/**
 * Runs a command for a user.
 *
 * @param isDeclined whether the person at the client declined the command in its dialog.
 * @returns why nothing was done.
 * @throws DomainError `not-found` unless the command is declined.
 */
export function runUserCommand(
  _actor: Authorised<'administer-users'>,
  name: string,
  isDeclined: boolean,
): string {
  const unknown = `There is no command "${name.slice(0, NAME_CHARACTERS_MAX)}".`;
  if (isDeclined) return `${unknown} Nothing was done.`;
  throw new DomainError('not-found', `${unknown} List the commands of the user.`);
}
