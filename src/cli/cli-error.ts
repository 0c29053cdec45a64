/** Errors on their way to the terminal: a line for the reader, and an exit code for the script. */
import { CommanderError } from 'commander';
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** An error of the command line itself. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

const EXIT_CODES: Readonly<Record<ErrorCode, ExitCode>> = {
  'session-invalid': exitCodes.refused,
  'application-refused': exitCodes.refused,
  'agent-restricted': exitCodes.refused,
  'cs-user-missing': exitCodes.conflict,
  'not-permitted': exitCodes.refused,
  'no-licence': exitCodes.conflict,
  'not-implemented': exitCodes.failure,
  'invalid-argument': exitCodes.usage,
  'not-found': exitCodes.notFound,
  conflict: exitCodes.conflict,
  'too-many-requests': exitCodes.failure,
  busy: exitCodes.failure,
  unavailable: exitCodes.failure,
};

/**
 * What to print and how to exit. Commander has printed its own errors by then: their message is
 * null.
 */
export function reportOf(error: unknown): {
  readonly message: string | null;
  readonly exitCode: number;
} {
  if (error instanceof CommanderError) {
    return { message: null, exitCode: error.exitCode === 0 ? 0 : exitCodes.usage };
  }
  if (error instanceof CliError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof DomainError) {
    return { message: error.message, exitCode: EXIT_CODES[error.code] };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message, exitCode: exitCodes.failure };
}
