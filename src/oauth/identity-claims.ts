/**
 * Claims about a user, with the names that identity tokens of the original use.
 *
 * `serial` (of a licence) and `is_administrator` are left out: resource servers that need them ask
 * for an identity token.
 */
import { identityClaimsOf } from '../domain/federation/identity-claim.ts';
import type { Associate } from '../domain/users/associate.ts';
import { signInNameOf } from '../domain/users/login-names.ts';
import type { OAuthSite } from './oauth-site.ts';

/** @param issuer the base URL of the tenant. */
export function identityClaims(
  associate: Associate,
  { contextIdentifier, netServerPath }: Pick<OAuthSite, 'contextIdentifier' | 'netServerPath'>,
  issuer: string,
): Readonly<Record<string, string>> {
  const { id, email } = associate;
  return identityClaimsOf({
    associateid: String(id),
    ctx: contextIdentifier || null,
    email,
    identityprovider: 'ticketoffice',
    netserver_url: issuer + netServerPath,
    upn: signInNameOf(associate),
    webapi_url: `${issuer}/api/`,
  });
}
