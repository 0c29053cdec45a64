/**
 * Why an authorization request fails: on a page of ours if it is not certain where to return to,
 * and otherwise at the application.
 */
import type { EndProblem } from './login-texts.ts';

/** What is wrong if it is not certain where to return to. */
export type UncertainReturn = Exclude<EndProblem, 'busy' | 'server'>;

/** Nothing is sent to the application, because its address is not certain. */
export class LoginProblem extends Error {
  readonly problem: UncertainReturn;

  constructor(problem: UncertainReturn) {
    super(`The request ends here: ${problem}.`);
    this.name = 'LoginProblem';
    this.problem = problem;
  }
}

/** RFC 6749 section 4.1.2.1, and OpenID Connect Core section 3.1.2.6. */
export type ReturnedErrorCode =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'access_denied'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'login_required'
  | 'consent_required'
  | 'interaction_required'
  | 'request_not_supported'
  | 'request_uri_not_supported';

/** An error that the application is told at its redirect URI. The message is safe to show. */
export class ReturnedError extends Error {
  readonly code: ReturnedErrorCode;

  constructor(code: ReturnedErrorCode, message: string) {
    super(message);
    this.name = 'ReturnedError';
    this.code = code;
  }
}
