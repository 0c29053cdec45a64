/** The options by which commands get a new password of an operator. */
import { type Command, Option } from 'commander';
import { generateOperatorPassword } from '../../../domain/operators/operators.ts';
import {
  passwordStdinFlag,
  passwordStdinHelp,
  readPassword,
  requireOneLine,
} from '../../password-input.ts';
import { readTextFile } from '../../read-text-file.ts';
import type { Terminal } from '../../terminal.ts';

export interface NewPasswordOptions {
  readonly passwordStdin?: boolean;
  readonly passwordFile?: string;
  readonly generate?: boolean;
}

/** A password, and whether it was generated, so that the command must print it. */
export interface GivenPassword {
  readonly password: string;
  readonly isGenerated: boolean;
}

export function addNewPasswordOptions(command: Command): Command {
  return command
    .option(passwordStdinFlag, passwordStdinHelp)
    .addOption(
      new Option('--password-file <file>', 'read the password from a file').conflicts(
        'passwordStdin',
      ),
    )
    .addOption(
      new Option('--generate', 'generate the password and print it').conflicts([
        'passwordStdin',
        'passwordFile',
      ]),
    );
}

/** @throws CliError `usage` */
export async function readNewPassword(
  terminal: Terminal,
  { passwordStdin, passwordFile, generate = false }: NewPasswordOptions,
): Promise<GivenPassword> {
  if (generate) return { password: generateOperatorPassword(), isGenerated: true };
  const password =
    passwordFile === undefined
      ? await readPassword(terminal, { passwordStdin, twice: true })
      : requireOneLine(await readTextFile(passwordFile, 'password file'), 'The password file');
  return { password, isGenerated: false };
}
