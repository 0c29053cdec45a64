/**
 * Claims about a user, with the names that identity tokens of the original use.
 *
 * `serial` (of a licence) and `is_administrator` are left out, because this server does not know
 * them.
 */
import type { Associate } from '../domain/users/associate.ts';
import { signInNameOf } from '../domain/users/login-names.ts';
import type { OAuthSite } from './oauth-site.ts';

const NAMESPACE = 'http://schemes.superoffice.net/identity/';

/** @param issuer the base URL of the tenant. */
export function identityClaims(
  associate: Associate,
  { contextIdentifier, netServerPath }: Pick<OAuthSite, 'contextIdentifier' | 'netServerPath'>,
  issuer: string,
): Readonly<Record<string, string>> {
  const { id, email } = associate;
  const claims: Readonly<Record<string, string | null>> = {
    associateid: String(id),
    ctx: contextIdentifier || null,
    email,
    identityprovider: 'ticketoffice',
    netserver_url: issuer + netServerPath,
    upn: signInNameOf(associate),
    webapi_url: `${issuer}/api/`,
  };
  return Object.fromEntries(
    Object.entries(claims).flatMap(([claim, value]) =>
      value === null ? [] : [[NAMESPACE + claim, value]],
    ),
  );
}
