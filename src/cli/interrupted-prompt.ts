/** The error for Ctrl+C at a prompt. */
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

export function explainInterrupt(error: unknown): never {
  if (error instanceof Error && error.name === 'ExitPromptError') {
    throw new CliError(exitCodes.failure, 'Interrupted. Nothing was changed.');
  }
  throw error;
}
