/** Errors of a JSON API: `{ error, message }` as JSON, and their HTTP status. */
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import { WaitTimeout } from '../journal/wait-timeout.ts';
import { restErrorOf } from '../rest/rest-error.ts';
import { WebProblem, webProblemOf } from '../web/web-problem.ts';

/** The errors that come from the form of a request, by status. */
const CODES: Readonly<Record<number, string>> = {
  400: 'invalid-argument',
  401: 'token-refused',
  403: 'page-refused',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  415: 'unsupported-media-type',
  503: 'busy',
};

const UNEXPECTED =
  'The server could not do this because of an error of its own. Its log tells more.';

/** A refusal with a code of its own. */
export class ApiRefusal extends WebProblem {
  readonly code: string;

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(status, message, headers);
    this.code = code;
  }
}

export interface ApiError {
  readonly status: number;
  /** A code of the domain, or one of this API. */
  readonly error: ErrorCode | string;
  /** What was wrong, and what was expected. */
  readonly message: string;
  readonly headers: WebProblem['headers'];
}

/** Null for an unexpected error, which stays private. */
export function apiErrorOf(error: unknown): ApiError | null {
  if (error instanceof DomainError) {
    const { status = 500 } = restErrorOf(error) ?? {};
    // No credentials are refused here. The client's own token is another matter.
    const told = status === 401 ? 409 : status;
    return { status: told, error: error.code, message: error.message, headers: {} };
  }
  if (error instanceof WaitTimeout) {
    return { status: 409, error: error.code, message: error.message, headers: {} };
  }
  const problem = webProblemOf(error);
  if (!problem) return null;
  const { status, message, headers } = problem;
  const code = problem instanceof ApiRefusal ? problem.code : CODES[status];
  return { status, error: code ?? 'invalid-argument', message, headers };
}

export const unexpectedError: ApiError = {
  status: 500,
  error: 'unexpected',
  message: UNEXPECTED,
  headers: {},
};
