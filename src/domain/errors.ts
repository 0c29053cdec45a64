/**
 * The errors of the domain. Each protocol translates them into its own form.
 *
 * - `session-invalid`: there is no ticket, or it is unknown, expired or ended, or its user is
 *   disabled.
 * - `application-refused`: Online, there is no application token, or its application may not call.
 * - `agent-restricted`: the application was not granted this agent.
 * - `not-permitted`: the user lacks a right that this needs.
 * - `no-licence`: a licence is missing, or all its seats are in use.
 * - `cs-user-missing`: a CS session was requested for a user without a CS user.
 * - `invalid-argument`: the operation cannot work with a value.
 * - `validation`: a record cannot be saved; see `ValidationError`.
 * - `not-found`: the named record does not exist.
 * - `conflict`: the record exists already, or the state does not allow the change.
 * - `too-many-requests`: the application exceeds its rate limit; slowing down helps.
 * - `busy`: a limit on concurrent work was reached; trying again later helps.
 * - `unavailable`: the database cannot be reached or written; trying again later helps.
 */
export type ErrorCode =
  | 'session-invalid'
  | 'application-refused'
  | 'agent-restricted'
  | 'not-permitted'
  | 'no-licence'
  | 'cs-user-missing'
  | 'invalid-argument'
  | 'validation'
  | 'not-found'
  | 'conflict'
  | 'too-many-requests'
  | 'busy'
  | 'unavailable';

/** The message is safe to show to the caller. The cause is only for the log. */
export class DomainError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'DomainError';
    this.code = code;
  }
}

/** What is wrong with a record: messages by field, under the names of the contract. */
export type FieldProblems = ReadonlyMap<string, string>;

/** A record that cannot be saved, with everything that is wrong with it. */
export class ValidationError extends DomainError {
  readonly problems: FieldProblems;

  constructor(problems: FieldProblems) {
    super('validation', [...problems.values()].join(' '));
    this.name = 'ValidationError';
    this.problems = problems;
  }
}

/** Another transaction has locked a row for too long. Work that needs other rows can go on. */
export class RowLockedError extends DomainError {
  constructor(cause: unknown) {
    super('busy', 'Another change of the same record is running. Try again in a few seconds.', {
      cause,
    });
    this.name = 'RowLockedError';
  }
}

/** Whether the database is unavailable. The operator must be told by the log. */
export function isUnavailable(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code === 'unavailable';
}
