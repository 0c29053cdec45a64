/** Reads the token of the calling application, preferably not from the command line. */
import { type Command, Option } from 'commander';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { readTextFile } from './read-text-file.ts';
import { readSecretArgument } from './secret-argument.ts';
import type { Terminal } from './terminal.ts';
import { otherVariables } from './variable-names.ts';

export interface ApplicationTokenOptions {
  readonly appToken?: string;
  readonly appTokenFile?: string;
  readonly passwordStdin?: boolean;
}

const FROM_STDIN = '-';

export function addApplicationTokenOptions(command: Command): Command {
  return command
    .option(
      '--app-token-file <file>',
      'file with the application token, which Online installations need; - reads standard input ' +
        `(default: what ${otherVariables.applicationToken} holds)`,
    )
    .addOption(
      new Option(
        '--app-token <token>',
        'the application token itself, which other users of this machine can then see',
      ).conflicts('appTokenFile'),
    );
}

/**
 * Reads the token from the flag, the file or the environment, in this order. Undefined when there
 * is none.
 *
 * @throws CliError `usage` when it cannot be read.
 */
export async function readApplicationToken(
  { appToken, appTokenFile: file, passwordStdin }: ApplicationTokenOptions,
  terminal: Terminal,
): Promise<string | undefined> {
  if (appToken !== undefined) {
    const safe = `${otherVariables.applicationToken} or --app-token-file`;
    terminal.note(
      'warning: other users of this machine can see what is on the command line. ' +
        `Give the application token by ${safe}.`,
    );
    return appToken.trim();
  }
  if (file === undefined) return terminal.environment[otherVariables.applicationToken]?.trim();
  if (file === FROM_STDIN) {
    if (!passwordStdin) return readSecretArgument(terminal, FROM_STDIN);
    const problem = 'Standard input holds the password or the application token, not both.';
    throw new CliError(exitCodes.usage, `${problem} Give one of them in another way.`);
  }
  const token = (await readTextFile(file)).trim();
  if (token !== '') return token;
  throw new CliError(exitCodes.usage, `The file ${file} is empty; expected an application token.`);
}
