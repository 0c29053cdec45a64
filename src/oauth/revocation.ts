/**
 * Revocation: ends a token at once. Ending a ticket is a logout, with which everything ends that
 * was got for it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7009
 */
import { OAuthError } from './oauth-error.ts';
import type { OAuthRequest } from './oauth-site.ts';
import { openToken } from './open-token.ts';

/**
 * What does not stand any more is no error (section 2.2).
 *
 * @throws OAuthError `unauthorized_client` for a token that was issued to another application
 * (section 2.1). A ticket is issued to none: who has it may end it.
 */
export async function revoke({ site, form, application }: OAuthRequest): Promise<string> {
  const opened = await openToken(site, form.require('token'));
  if (!opened) return 'nothing-to-revoke';
  if (opened.kind === 'ticket') {
    await site.stores.tickets.remove(opened.session.ticket.id);
    return 'ticket-revoked';
  }
  if (opened.application && opened.application.id !== application.id) {
    throw new OAuthError(
      'unauthorized_client',
      'The token was issued to another application, which alone can revoke it.',
    );
  }
  if (opened.kind === 'jwt') await site.jwtAccessTokens.revoke(opened);
  else await site.accessTokens.revoke(opened.claims);
  return 'token-revoked';
}
