/** Reads passwords from standard input or at a hidden prompt, never from the command line. */
import { text } from 'node:stream/consumers';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { explainInterrupt } from './interrupted-prompt.ts';
import type { Terminal } from './terminal.ts';

export const passwordStdinFlag = '--password-stdin';
export const passwordStdinHelp = 'read the password from standard input instead of asking for it';

/**
 * @param twice whether to ask a second time, for a new password.
 * @throws CliError `usage` when there is neither a terminal nor `--password-stdin`.
 */
export async function readPassword(
  terminal: Terminal,
  options: { readonly passwordStdin?: boolean | undefined; readonly twice: boolean },
): Promise<string> {
  if (options.passwordStdin) {
    return requireOneLine(await text(terminal.stdin), 'Standard input');
  }
  if (!terminal.stdin.isTTY) {
    throw new CliError(
      exitCodes.usage,
      `There is no terminal to ask for the password. Use ${passwordStdinFlag}.`,
    );
  }
  const { default: prompt } = await import('@inquirer/password');
  const ask = (message: string) =>
    // Standard output is for results only.
    prompt(
      { message, toggleMask: false },
      { input: terminal.stdin, output: terminal.stderr },
    ).catch(explainInterrupt);
  const password = await ask('Password:');
  if (options.twice && (await ask('Again:')) !== password) {
    throw new CliError(exitCodes.usage, 'The two passwords differ. Nothing was changed.');
  }
  return password;
}

/**
 * All of the text without its last line break, which `echo` adds.
 *
 * @param place where the text comes from.
 * @throws CliError `usage` when it is empty or has several lines.
 */
export function requireOneLine(given: string, place: string): string {
  const password = given.replace(/\r?\n$/, '');
  if (password === '') throw new CliError(exitCodes.usage, `${place} holds no password.`);
  if (/[\r\n]/.test(password)) {
    throw new CliError(exitCodes.usage, `${place} holds more than one line.`);
  }
  return password;
}
