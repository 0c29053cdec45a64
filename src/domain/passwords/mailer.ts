/** Sending mail. `src/mail/` implements it. */

export interface Mail {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

export interface Mailer {
  /** Resolves when the mail server has accepted the mail. @throws MailError */
  send(mail: Mail): Promise<void>;
}

/**
 * Why a mail was not sent.
 *
 * - `busy`: too many mails are being sent.
 * - `unreachable`: the mail server cannot be reached, or answers too slowly.
 * - `insecure`: it offers no TLS, or its certificate is not trusted.
 * - `login-refused`: it refuses the credentials of this server.
 * - `mail-refused`: it refuses the mail or the address.
 */
export type MailProblem = 'busy' | 'unreachable' | 'insecure' | 'login-refused' | 'mail-refused';

export class MailError extends Error {
  readonly problem: MailProblem;
  /** For the operator, such as `ECONNREFUSED` or `550`. Contains no secret. */
  readonly detail: string;

  constructor(problem: MailProblem, detail: string, options?: { readonly cause: unknown }) {
    super(`The mail was not sent: ${problem} (${detail}).`, options);
    this.name = 'MailError';
    this.problem = problem;
    this.detail = detail;
  }
}
