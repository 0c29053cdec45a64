/**
 * Errors of the federated login, with the names and numbers of the original.
 *
 * @see https://docs.superoffice.com/en/api/authentication/online/troubleshooting.html
 */

const numbers = {
  Revoked: 1,
  InvalidRedirectUrl: 2,
  Expired: 3,
  Denied: 4,
  NeedsReapproval: 5,
  InvalidTimestamp: 6,
  InvalidSignature: 7,
} as const;

export type AuthorizeErrorName = keyof typeof numbers;

/** The message is safe to show to the client. */
export class AuthorizeError extends Error {
  readonly code: AuthorizeErrorName;

  /**
   * Inferred: the original reports every error in the form of the one that is public, which is
   * `Authorization error: InvalidRedirectUrl (2)`. The text after it is ours.
   */
  constructor(code: AuthorizeErrorName, text: string) {
    super(`Authorization error: ${code} (${numbers[code]}). ${text}`);
    this.name = 'AuthorizeError';
    this.code = code;
  }
}
