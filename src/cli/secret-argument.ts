/**
 * Arguments that open doors, such as tickets: better not on the command line, which others can see.
 */
import { text } from 'node:stream/consumers';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

const FROM_STDIN = '-';

/**
 * The argument, or for `-` what standard input holds, without white space around it.
 *
 * @throws CliError `usage` when there is nothing.
 */
export async function readSecretArgument(terminal: Terminal, given: string): Promise<string> {
  const secret = given === FROM_STDIN ? await text(terminal.stdin) : given;
  if (secret.trim() !== '') return secret.trim();
  const place = given === FROM_STDIN ? 'Standard input' : 'The argument';
  throw new CliError(exitCodes.usage, `${place} is empty.`);
}
