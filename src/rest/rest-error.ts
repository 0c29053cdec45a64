/**
 * Errors in the form of NetServer's REST interface: a status, and a JSON object with `Error`,
 * `ErrorType`, `Message` and `ErrorSource`. `Parameters` has the message of each bad field, if any.
 */
import {
  DomainError,
  type ErrorCode,
  type FieldProblems,
  ValidationError,
} from '../domain/errors.ts';
import { InjectedException } from '../web/injected-exception.ts';
import { webProblemOf } from '../web/web-problem.ts';

interface ErrorFacts {
  readonly status: number;
  readonly errorType: string;
}

/** Every problem with credentials gets a 401, so that clients log in again. */
const ERRORS = {
  'session-invalid': { status: 401, errorType: 'SoSessionException' },
  'application-refused': { status: 401, errorType: 'SoSentryException' },
  'agent-restricted': { status: 403, errorType: 'SoSentryException' },
  'cs-user-missing': { status: 409, errorType: 'SoIllegalOperationException' },
  'invalid-argument': { status: 400, errorType: 'SoInvalidArgumentException' },
  validation: { status: 400, errorType: 'SoValidationException' },
  'not-found': { status: 404, errorType: 'SoNotFoundException' },
  conflict: { status: 409, errorType: 'SoIllegalOperationException' },
  'not-permitted': { status: 403, errorType: 'SoIllegalOperationException' },
  'no-licence': { status: 409, errorType: 'SoLicenseException' },
  'too-many-requests': { status: 429, errorType: 'SoServerException' },
  busy: { status: 503, errorType: 'SoServerException' },
  unavailable: { status: 503, errorType: 'SoServerException' },
} as const satisfies Readonly<Record<ErrorCode, ErrorFacts>>;

const RETRY_HEADERS = { 'Retry-After': '1' };

/** The parts of an error answer. */
export interface RestError extends ErrorFacts {
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is wrong with the fields of a record. */
  readonly problems?: FieldProblems;
}

/**
 * Returns what a client may know of an error. Null for an unexpected error, which stays private.
 */
export function restErrorOf(error: unknown): RestError | null {
  if (error instanceof DomainError) {
    const facts = ERRORS[error.code];
    const headers = facts.status === 503 || facts.status === 429 ? RETRY_HEADERS : {};
    const problems = error instanceof ValidationError && { problems: error.problems };
    return { ...facts, message: error.message, headers, ...problems };
  }
  if (error instanceof InjectedException) {
    return { ...unexpectedError, errorType: error.exceptionType, message: error.message };
  }
  const problem = webProblemOf(error);
  if (!problem) return null;
  const { status, message, headers } = problem;
  const { errorType } = ERRORS[codeOf(status)];
  return { status, errorType, message, headers };
}

function codeOf(status: number): ErrorCode {
  if (status === 404) return 'not-found';
  if (status === 503) return 'unavailable';
  return status === 429 ? 'too-many-requests' : 'invalid-argument';
}

export const unexpectedError: RestError = {
  status: 500,
  errorType: 'SoServerException',
  message: 'The server could not do this because of an error of its own. Its log tells more.',
  headers: {},
};

export function bodyOf({ errorType, message, problems }: RestError) {
  const body = { Error: true, ErrorType: errorType, Message: message, ErrorSource: 'Ticketoffice' };
  return problems ? { ...body, Parameters: Object.fromEntries(problems) } : body;
}
