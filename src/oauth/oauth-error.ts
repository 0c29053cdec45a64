/**
 * Errors in the form of OAuth 2.0: a JSON object with `error` and `error_description`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import { InjectedException } from '../web/injected-exception.ts';
import { webProblemOf } from '../web/web-problem.ts';

export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  /** RFC 8693 section 2.2.2. */
  | 'invalid_target'
  /** RFC 6749 section 4.1.2.1. */
  | 'temporarily_unavailable'
  | 'server_error';

const STATUS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  temporarily_unavailable: 503,
  server_error: 500,
} as const satisfies Readonly<Record<OAuthErrorCode, number>>;

const HEADERS: Readonly<Partial<Record<OAuthErrorCode, Readonly<Record<string, string>>>>> = {
  invalid_client: { 'WWW-Authenticate': 'Basic realm="Ticketoffice", charset="UTF-8"' },
  temporarily_unavailable: { 'Retry-After': '1' },
};

const DOMAIN_ERRORS = {
  'session-invalid': 'invalid_request',
  'application-refused': 'invalid_client',
  'agent-restricted': 'unauthorized_client',
  'cs-user-missing': 'invalid_request',
  'invalid-argument': 'invalid_request',
  validation: 'invalid_request',
  'not-found': 'invalid_request',
  conflict: 'invalid_request',
  'not-permitted': 'unauthorized_client',
  'no-licence': 'invalid_request',
  'too-many-requests': 'temporarily_unavailable',
  busy: 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
} as const satisfies Readonly<Record<ErrorCode, OAuthErrorCode>>;

/** OAuth has no error code for this. @see https://www.rfc-editor.org/rfc/rfc6585#section-4 */
const TOO_MANY_REQUESTS = 429;

const UNEXPECTED = 'This server could not do it because of an error of its own.';

/** The message is safe to show to the client. */
export class OAuthError extends Error {
  readonly error: OAuthErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(error: OAuthErrorCode, message: string, status: number = STATUS[error]) {
    super(message);
    this.name = 'OAuthError';
    this.error = error;
    this.status = status;
    this.headers = HEADERS[error] ?? {};
  }
}

/**
 * Returns what a client may know of an error. Null for an unexpected error, which stays private.
 */
export function oauthErrorOf(error: unknown): OAuthError | null {
  if (error instanceof OAuthError) return error;
  if (error instanceof DomainError) {
    const status = error.code === 'too-many-requests' ? TOO_MANY_REQUESTS : undefined;
    return new OAuthError(DOMAIN_ERRORS[error.code], error.message, status);
  }
  if (error instanceof InjectedException) return new OAuthError('server_error', error.message);
  const problem = webProblemOf(error);
  if (!problem) return null;
  const { status, message } = problem;
  const isTemporary = status === TOO_MANY_REQUESTS || status === STATUS.temporarily_unavailable;
  const code = isTemporary ? 'temporarily_unavailable' : 'invalid_request';
  return new OAuthError(code, message, status);
}

export function unexpectedError(): OAuthError {
  return new OAuthError('server_error', UNEXPECTED);
}

/**
 * A description contains only printable ASCII characters, without quotation mark and backslash (RFC
 * 6749 section 5.2).
 */
export function bodyOf({ error, message }: OAuthError) {
  const description = message.replaceAll('"', "'").replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
  return { error, error_description: description };
}
