/** The credentials that a client sends, and the error for wrong ones. */
import type { RequestNotes } from '../domain/request-notes.ts';
import type { Form } from './form.ts';
import { OAuthError } from './oauth-error.ts';
import type { OAuthSite } from './oauth-site.ts';

export interface ClientProof {
  readonly authorization: string | undefined;
  readonly form: Form;
  readonly site: OAuthSite;
  /** The client's address. */
  readonly address: string;
  /** Null, or absent, if nobody reads them. */
  readonly notes?: RequestNotes | null;
  /**
   * The audiences that an assertion may name. Empty if the server learns its address only from
   * clients.
   */
  readonly audiences: readonly string[];
}

/** The message is the same for every cause, so that nobody learns which applications exist. */
export function refused(why = ''): OAuthError {
  const message =
    'Client authentication failed: expected the client id and the application token of an ' +
    'application that is enabled and installed here, or an assertion that it has signed.';
  return new OAuthError('invalid_client', why === '' ? message : `${message} ${why}`);
}
