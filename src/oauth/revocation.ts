/**
 * Revocation: ends a token at once. Revoking a ticket is a logout and ends everything that was
 * issued for the ticket.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7009
 */

import { authorise } from '../domain/actor.ts';
import { looksLikeAccessToken } from '../domain/sessions/access-token.ts';
import type { AccessTokenRefusal } from '../domain/sessions/access-tokens.ts';
import { looksLikeJwt } from '../domain/sessions/jwt-access-token.ts';
import { OAuthError } from './oauth-error.ts';
import type { OAuthRequest } from './oauth-site.ts';

const NOTHING = 'nothing-to-revoke';
const OVER: readonly AccessTokenRefusal[] = ['expired', 'revoked', 'other-tenant'];

/**
 * Revokes a token. A token that is not ours or has ended for good is not an error (section 2.2). A
 * token that could become valid again is revoked, for example that of a disabled application.
 *
 * @throws OAuthError `unauthorized_client` for a token that was issued to another application
 *   (section 2.1). A ticket is issued to no application, so any client that has it may revoke it.
 */
export async function revoke(request: OAuthRequest): Promise<string> {
  const { site, form } = request;
  const text = form.require('token');
  if (looksLikeAccessToken(text)) return revokeAccessToken(request, text);
  if (looksLikeJwt(text)) return revokeJwt(request, text);
  const session = await site.sessions.open(text);
  if (!session) return NOTHING;
  await site.sessionAdministration.revokeTicket(actorOf(request), session.ticket.id);
  return 'ticket-revoked';
}

async function revokeAccessToken(request: OAuthRequest, text: string): Promise<string> {
  const { site, application } = request;
  const verdict = await site.accessTokens.verify(text);
  const { claims } = verdict;
  if (!claims || isOver(verdict)) return NOTHING;
  if (claims.applicationId !== null && claims.applicationId !== application.id) throw notYours();
  await site.sessionAdministration.revokeAccessToken(actorOf(request), claims);
  return 'token-revoked';
}

async function revokeJwt(request: OAuthRequest, text: string): Promise<string> {
  const { site, application } = request;
  const verdict = await site.jwtAccessTokens.judge(text);
  const { claims } = verdict;
  if (!claims || isOver(verdict)) return NOTHING;
  if (claims.client_id !== application.clientId) throw notYours();
  await site.sessionAdministration.revokeJwt(actorOf(request), claims);
  return 'token-revoked';
}

function actorOf({ application, context: { caller } }: OAuthRequest) {
  return authorise({ kind: 'application', application, caller }, 'end-sessions');
}

/** Whether the token has ended for good, or only another tenant can revoke it. */
function isOver(verdict: { readonly valid: boolean; readonly refusal?: AccessTokenRefusal }) {
  return OVER.some((refusal) => refusal === verdict.refusal);
}

function notYours(): OAuthError {
  return new OAuthError(
    'unauthorized_client',
    'The token was issued to another application, which alone can revoke it.',
  );
}
