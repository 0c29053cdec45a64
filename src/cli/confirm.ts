/** Asks for confirmation before a command does something that cannot be undone. */
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { explainInterrupt } from './interrupted-prompt.ts';
import type { Terminal } from './terminal.ts';

export const yesFlag = '--yes';
export const yesHelp = 'do it without asking';

/**
 * Returns after the user, or `--yes`, has agreed.
 *
 * @param question the action and its effects.
 * @throws CliError `failure` when the answer is no; `usage` when there is no terminal to ask at.
 */
export async function confirm(
  terminal: Terminal,
  yes: boolean | undefined,
  question: string,
): Promise<void> {
  if (yes) return;
  const message = `${question} It cannot be undone.`;
  if (!terminal.stdin.isTTY) {
    const advice = `There is no terminal to ask at. Give ${yesFlag} to do it.`;
    throw new CliError(exitCodes.usage, `${message} ${advice}`);
  }
  const { default: ask } = await import('@inquirer/confirm');
  // Standard output is for results only.
  const streams = { input: terminal.stdin, output: terminal.stderr };
  if (await ask({ message, default: false }, streams).catch(explainInterrupt)) return;
  throw new CliError(exitCodes.failure, 'Nothing was changed.');
}
