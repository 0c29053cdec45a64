/**
 * What is said of a user, in the names that identity tokens of the original use.
 *
 * Left out is what nothing here knows: `serial` (of a licence) and `is_administrator`.
 */
import { type Associate, signInNameOf } from '../domain/associate.ts';

const NAMESPACE = 'http://schemes.superoffice.net/identity/';

/** @param issuer the URL in front of everything of the tenant. */
export function identityClaims(
  associate: Associate,
  contextIdentifier: string,
  issuer: string,
): Readonly<Record<string, string>> {
  const { id, email } = associate;
  const claims: Readonly<Record<string, string | null>> = {
    associateid: String(id),
    ctx: contextIdentifier || null,
    email,
    identityprovider: 'ticketoffice',
    netserver_url: `${issuer}/Remote/Services88/`,
    upn: signInNameOf(associate),
    webapi_url: `${issuer}/api/`,
  };
  return Object.fromEntries(
    Object.entries(claims).flatMap(([claim, value]) =>
      value === null ? [] : [[NAMESPACE + claim, value]],
    ),
  );
}
