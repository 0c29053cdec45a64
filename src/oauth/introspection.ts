/**
 * Introspection: whether a token is valid at this moment, and whose token it is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7662
 */
import type { CsSession, CsSessionGrant } from '../domain/sessions/cs-session.ts';
import { identityClaims } from './identity-claims.ts';
import type { OAuthRequest } from './oauth-site.ts';
import { type OpenedToken, openToken } from './open-token.ts';

/**
 * Any application of the tenant may ask. The answer gives no reason for an invalid token (section
 * 2.2).
 */
export async function introspect(
  request: OAuthRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const text = request.form.require('token');
  const opened = await openToken(request.site, text);
  if (!opened) {
    const { notes } = request.context.caller;
    if (notes) notes.findCause = () => request.site.refusalCauses.ofToken(text);
    return { active: false };
  }
  const { site, issuer } = request;
  const { associate, ticket } = opened.session;
  return {
    active: true,
    // The issuer of a JWT is the address at which it was requested.
    iss: opened.kind === 'jwt' ? opened.claims.iss : issuer,
    sub: String(associate.id),
    username: associate.name,
    sid: ticket.id,
    ...ownClaims(opened),
    ...csSession(request, opened),
    ...identityClaims(associate, site, issuer),
  };
}

function ownClaims(opened: OpenedToken): Readonly<Record<string, unknown>> {
  switch (opened.kind) {
    case 'access-token': {
      const { tokenId, validFromMs, validToMs } = opened.claims;
      const clientId = opened.application?.clientId;
      return {
        token_type: 'Bearer',
        jti: tokenId,
        ...times(validFromMs, validToMs),
        ...(clientId !== undefined && { client_id: clientId }),
      };
    }
    case 'jwt': {
      const { jti, iat, nbf, exp, aud } = opened.claims;
      const clientId = opened.application.clientId;
      return { token_type: 'Bearer', jti, iat, nbf, exp, aud, client_id: clientId };
    }
    case 'ticket': {
      const { id, issuedAtMs, expiresAtMs } = opened.session.ticket;
      return { token_type: 'SOTicket', jti: id, ...times(issuedAtMs, expiresAtMs) };
    }
  }
}

/** In seconds since 1970-01-01T00:00Z. */
function times(fromMs: number, toMs: number) {
  const from = Math.floor(fromMs / 1000);
  return { iat: from, nbf: from, exp: Math.floor(toMs / 1000) };
}

/** Only shown to the application that the token was issued for, while the session lasts. */
function csSession({ application }: OAuthRequest, opened: OpenedToken) {
  if (opened.kind !== 'access-token' || opened.application?.id !== application.id) return {};
  const { csSession: session, claims } = opened;
  return session && claims.csSession ? { cs_session: csSessionOf(session, claims.csSession) } : {};
}

function csSessionOf({ loginId }: CsSession, { csUserId, sessionKey }: CsSessionGrant) {
  return { login_id: loginId, user_id: csUserId, session_key: sessionKey };
}
