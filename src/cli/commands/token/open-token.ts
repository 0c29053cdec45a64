/**
 * Access tokens as commands get them: the token itself says at which tenant it belongs, and can be
 * believed because it opens.
 */
import type { AccessTokenClaims, AccessTokenFlaw } from '../../../domain/access-token.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import type { Office, Offices } from '../../../office.ts';

/** A token that opens, at its tenant. Whether it is valid was not looked at. */
export interface OpenedToken {
  readonly claims: AccessTokenClaims;
  readonly tenant: Tenant;
  readonly office: Office;
  readonly flaw: null;
}

/** One of which nothing can be known, or one of a tenant that is not here, or not any more. */
export type UselessToken =
  | { readonly flaw: AccessTokenFlaw; readonly claims: null }
  | { readonly flaw: 'other-tenant'; readonly claims: AccessTokenClaims };

export async function openToken(
  offices: Offices,
  text: string,
): Promise<OpenedToken | UselessToken> {
  const claims = offices.accessTokenCodec.open(text);
  if (typeof claims === 'string') return { flaw: claims, claims: null };
  const tenant = await offices.stores.tenants.find(claims.contextIdentifier);
  // A tenant that was removed and added again may be written differently.
  if (tenant?.contextIdentifier !== claims.contextIdentifier) {
    return { flaw: 'other-tenant', claims };
  }
  return { claims, tenant, office: offices.of(tenant), flaw: null };
}
