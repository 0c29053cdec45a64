/**
 * Opens access tokens of any tenant. The token names its tenant. This is trustworthy, because the
 * token was sealed (or, as a JWT, signed) by this installation.
 */
import type { Clock } from '../clock.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { Tenant, TenantStore } from '../tenants/tenant.ts';
import type { AccessTokenClaims, AccessTokenCodec, AccessTokenFlaw } from './access-token.ts';
import { contextIdentifierOf, type JwtClaims, looksLikeJwt, openJwt } from './jwt-access-token.ts';

/** What opens tokens. */
export interface TokenOpeners {
  readonly accessTokenCodec: AccessTokenCodec;
  readonly signingKeys: SigningKeys;
  readonly stores: { readonly tenants: Pick<TenantStore, 'find'> };
  readonly clock: Clock;
}

/** The fields that both kinds of token have. None is secret. */
export interface TokenFacts {
  readonly tokenId: string;
  readonly contextIdentifier: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly associateId: number;
  readonly ticketId: string;
}

/** The content of a token: `jwt` is null for an `8A:` token, and `access` is null for a JWT. */
interface TokenContent {
  readonly facts: TokenFacts;
  readonly access: AccessTokenClaims | null;
  readonly jwt: JwtClaims | null;
}

/** A token that could be opened, and its tenant. It may still be invalid. */
export type OpenedToken = TokenContent & {
  readonly tenant: Tenant;
  readonly flaw: null;
};

/** A token that cannot be opened, or whose tenant does not exist here. */
export type UselessToken =
  | { readonly flaw: AccessTokenFlaw; readonly facts: null }
  | (TokenContent & { readonly flaw: 'other-tenant' });

export async function openToken(
  openers: TokenOpeners,
  text: string,
): Promise<OpenedToken | UselessToken> {
  const content = looksLikeJwt(text) ? await readJwt(openers, text) : readSealed(openers, text);
  if (typeof content === 'string') return { flaw: content, facts: null };
  const { contextIdentifier } = content.facts;
  const tenant = await openers.stores.tenants.find(contextIdentifier);
  // A tenant that was removed and added again may have another spelling.
  if (tenant?.contextIdentifier !== contextIdentifier) return { flaw: 'other-tenant', ...content };
  return { ...content, tenant, flaw: null };
}

function readSealed(
  { accessTokenCodec }: TokenOpeners,
  text: string,
): TokenContent | AccessTokenFlaw {
  const claims = accessTokenCodec.open(text);
  if (typeof claims === 'string') return claims;
  // The claims hold the key of the CS session, and facts are shown.
  const { csSession: _, applicationId: __, ...facts } = claims;
  return { facts, access: claims, jwt: null };
}

async function readJwt(
  { signingKeys, clock }: TokenOpeners,
  text: string,
): Promise<TokenContent | AccessTokenFlaw> {
  const opened = await openJwt(text, signingKeys, clock.now());
  if (typeof opened === 'string') return opened;
  const { claims } = opened;
  const facts = {
    tokenId: claims.jti,
    contextIdentifier: contextIdentifierOf(claims),
    validFromMs: claims.nbf * 1000,
    validToMs: claims.exp * 1000,
    associateId: Number(claims.sub),
    ticketId: claims.sid,
  };
  return { facts, access: null, jwt: claims };
}
