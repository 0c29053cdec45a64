/**
 * The errors of the business kind, for every protocol.
 *
 * - `session-invalid`: no ticket, or one that is unknown, expired, ended or of a disabled user.
 * - `application-refused`: Online, no application token, or none of an application that may call.
 * - `agent-restricted`: the application was not granted this agent.
 * - `cs-user-missing`: a CS session was asked for a user that has no CS user.
 * - `invalid-argument`: a value that the operation cannot work with.
 * - `not-found`: what was named does not exist.
 * - `conflict`: it exists already, or the state does not allow it.
 * - `too-many-requests`: the application asks more often than it may; slower helps.
 * - `busy`: a limit on work at the same time was reached; trying again later helps.
 * - `unavailable`: the database cannot be reached or written; trying again later helps.
 */
export type ErrorCode =
  | 'session-invalid'
  | 'application-refused'
  | 'agent-restricted'
  | 'cs-user-missing'
  | 'invalid-argument'
  | 'not-found'
  | 'conflict'
  | 'too-many-requests'
  | 'busy'
  | 'unavailable';

/** The message is safe to show to the caller; the cause is for the log alone. */
export class DomainError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'DomainError';
    this.code = code;
  }
}

/** Whether the database cannot do its work, of which the log has to tell the operator. */
export function isUnavailable(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code === 'unavailable';
}
