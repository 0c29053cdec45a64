/**
 * Errors, as the REST interface of NetServer says them: a status, and a JSON object with `Error`,
 * `ErrorType`, `Message` and `ErrorSource`.
 */
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import { webProblemOf } from '../web/web-problem.ts';

interface ErrorFacts {
  readonly status: number;
  readonly errorType: string;
}

/** Who has no valid credentials gets a 401, whatever is wrong with them: clients then log in. */
const ERRORS = {
  'session-invalid': { status: 401, errorType: 'SoSessionException' },
  'application-refused': { status: 401, errorType: 'SoSentryException' },
  'agent-restricted': { status: 403, errorType: 'SoSentryException' },
  'cs-user-missing': { status: 409, errorType: 'SoIllegalOperationException' },
  'invalid-argument': { status: 400, errorType: 'SoInvalidArgumentException' },
  'not-found': { status: 404, errorType: 'SoNotFoundException' },
  conflict: { status: 409, errorType: 'SoIllegalOperationException' },
  'not-implemented': { status: 501, errorType: 'SoNotImplementedException' },
  'too-many-requests': { status: 429, errorType: 'SoServerException' },
  busy: { status: 503, errorType: 'SoServerException' },
  unavailable: { status: 503, errorType: 'SoServerException' },
} as const satisfies Readonly<Record<ErrorCode, ErrorFacts>>;

const RETRY_HEADERS = { 'Retry-After': '1' };

/** What is told of an error. */
export interface RestError extends ErrorFacts {
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a client may know of an error; null for one that nobody foresaw, of which it is nothing. */
export function restErrorOf(error: unknown): RestError | null {
  if (error instanceof DomainError) {
    const facts = ERRORS[error.code];
    const headers = facts.status === 503 || facts.status === 429 ? RETRY_HEADERS : {};
    return { ...facts, message: error.message, headers };
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

export function bodyOf({ errorType, message }: RestError) {
  return { Error: true, ErrorType: errorType, Message: message, ErrorSource: 'Ticketoffice' };
}
