/** Opens a token of any kind. The text shows which kind it is. */
import { looksLikeAccessToken } from '../domain/sessions/access-token.ts';
import type { ValidAccessToken } from '../domain/sessions/access-tokens.ts';
import { looksLikeJwt } from '../domain/sessions/jwt-access-token.ts';
import type { ValidJwt } from '../domain/sessions/jwt-access-tokens.ts';
import type { Session } from '../domain/sessions/sessions.ts';
import { looksLikeTicket } from '../domain/sessions/ticket.ts';
import type { OAuthSite } from './oauth-site.ts';

export type OpenedToken =
  | ({ readonly kind: 'access-token' } & ValidAccessToken)
  | ({ readonly kind: 'jwt' } & ValidJwt)
  | { readonly kind: 'ticket'; readonly session: Session };

/** Returns null if the token is not valid at this moment. Does not prolong anything. */
export async function openToken(
  { sessions, accessTokens, jwtAccessTokens }: OAuthSite,
  text: string,
): Promise<OpenedToken | null> {
  if (looksLikeAccessToken(text)) {
    const verdict = await accessTokens.verify(text);
    return verdict.valid ? { kind: 'access-token', ...verdict } : null;
  }
  if (looksLikeTicket(text)) {
    const session = await sessions.open(text);
    return session && { kind: 'ticket', session };
  }
  if (!looksLikeJwt(text)) return null;
  const valid = await jwtAccessTokens.verify(text);
  return valid && { kind: 'jwt', ...valid };
}
