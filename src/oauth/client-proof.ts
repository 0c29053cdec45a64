/** What a client sends to prove which application it is, and the refusal of it. */
import type { Form } from './form.ts';
import { OAuthError } from './oauth-error.ts';
import type { OAuthSite } from './oauth-site.ts';

export interface ClientProof {
  readonly authorization: string | undefined;
  readonly form: Form;
  readonly site: OAuthSite;
  /** Of the client. */
  readonly address: string;
  /** What an assertion may be made out to; none where that could be anybody's word. */
  readonly audiences: readonly string[];
}

/** Says the same whatever was wrong, so that nobody learns which applications there are. */
export function refused(why = ''): OAuthError {
  const message =
    'Client authentication failed: expected the client id and the application token of an ' +
    'application that is enabled and installed here, or an assertion that it has signed.';
  return new OAuthError('invalid_client', why === '' ? message : `${message} ${why}`);
}
