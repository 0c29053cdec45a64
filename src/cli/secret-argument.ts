/**
 * Reads secret arguments such as tickets. They should not be on the command line, where other users
 * of the machine can see them.
 */
import { text } from 'node:stream/consumers';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

const FROM_STDIN = '-';

/**
 * The argument, or for `-` the content of standard input, without surrounding white space.
 *
 * @throws CliError `usage` when it is empty.
 */
export async function readSecretArgument(terminal: Terminal, given: string): Promise<string> {
  const secret = given === FROM_STDIN ? await text(terminal.stdin) : given;
  if (secret.trim() !== '') return secret.trim();
  const place = given === FROM_STDIN ? 'Standard input' : 'The argument';
  throw new CliError(exitCodes.usage, `${place} is empty.`);
}
