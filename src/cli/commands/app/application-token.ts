/** Application tokens that are given or generated. A generated token is shown once. */
import {
  applicationTokenProblem,
  createApplicationToken,
} from '../../../domain/applications/application.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { readSecretArgument } from '../../secret-argument.ts';
import type { Terminal } from '../../terminal.ts';

export const tokenStdinFlag = '--token-stdin';
export const tokenStdinHelp =
  'take the application token from standard input, for clients that have one, instead of making one';

export interface ObtainedToken {
  readonly text: string;
  /** The generated token to print; empty when the user gave the token. */
  readonly shown: { readonly applicationToken?: string };
}

/** @throws CliError `usage` when standard input holds no application token. */
export async function obtainApplicationToken(
  terminal: Terminal,
  fromStdin: boolean | undefined,
): Promise<ObtainedToken> {
  if (!fromStdin) {
    const text = createApplicationToken();
    return { text, shown: { applicationToken: text } };
  }
  const text = await readSecretArgument(terminal, '-');
  const problem = applicationTokenProblem(text);
  if (problem === null) return { text, shown: {} };
  throw new CliError(exitCodes.usage, `Standard input holds no application token. ${problem}`);
}

export function noteShownOnce(terminal: Terminal, { shown }: ObtainedToken): void {
  if (shown.applicationToken === undefined) return;
  terminal.note('Keep the application token: it cannot be shown again.');
}
