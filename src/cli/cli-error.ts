/** Errors of commands: a message for the user, and an exit code for scripts. */
import { CommanderError } from 'commander';
import type { DomainError, ErrorCode } from '../domain/errors.ts';
import { type FileProblemKind, fileProblemIn } from '../storage/file-problem.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A mistake in the command line or in its input. */
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
  'invalid-argument': exitCodes.usage,
  validation: exitCodes.usage,
  'not-found': exitCodes.notFound,
  conflict: exitCodes.conflict,
  'too-many-requests': exitCodes.failure,
  busy: exitCodes.failure,
  unavailable: exitCodes.failure,
};

/**
 * A supervisor should not restart after `conflict` or `damaged`, because a restart does not help.
 */
const EXIT_CODES_OF_FILES = {
  'disk-full': exitCodes.failure,
  'write-failed': exitCodes.failure,
  'disk-error': exitCodes.failure,
  locked: exitCodes.failure,
  'no-access': exitCodes.conflict,
  damaged: exitCodes.damaged,
  'not-a-database': exitCodes.damaged,
} as const satisfies Readonly<Record<FileProblemKind, ExitCode>>;

/**
 * The message to print and the exit code. The message is null for errors that commander has already
 * printed.
 */
export function reportOf(error: unknown): {
  readonly message: string | null;
  readonly exitCode: number;
} {
  if (error instanceof CommanderError) {
    return { message: null, exitCode: error.exitCode === 0 ? 0 : exitCodes.usage };
  }
  if (isCliError(error)) return { message: error.message, exitCode: error.exitCode };
  const problem = fileProblemIn(error);
  if (problem) return { message: problem.message, exitCode: EXIT_CODES_OF_FILES[problem.kind] };
  if (isDomainError(error)) {
    return { message: error.message, exitCode: EXIT_CODES[error.code] };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message, exitCode: exitCodes.failure };
}

// By name, because the server for tests is bundled apart, with its own copies of the classes.
const isCliError = (error: unknown): error is CliError =>
  error instanceof Error && error.name === 'CliError';
const isDomainError = (error: unknown): error is DomainError =>
  error instanceof Error && ['DomainError', 'ValidationError'].includes(error.name);
