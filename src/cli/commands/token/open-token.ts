/**
 * Opens access tokens for commands. The token names its tenant. This is trustworthy, because the
 * token was sealed (or, as a JWT, signed) by this installation.
 */
import type { AccessTokenClaims, AccessTokenFlaw } from '../../../domain/sessions/access-token.ts';
import {
  contextIdentifierOf,
  type JwtClaims,
  looksLikeJwt,
  openJwt,
} from '../../../domain/sessions/jwt-access-token.ts';
import type { Tenant } from '../../../domain/tenants/tenant.ts';
import type { TenantRegistry, TenantServices } from '../../../tenant-services.ts';

/** The fields that both kinds of token have. */
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
  readonly services: TenantServices;
  readonly flaw: null;
};

/** A token that cannot be opened, or whose tenant does not exist here. */
export type UselessToken =
  | { readonly flaw: AccessTokenFlaw; readonly facts: null }
  | (TokenContent & { readonly flaw: 'other-tenant' });

export async function openToken(
  registry: TenantRegistry,
  text: string,
): Promise<OpenedToken | UselessToken> {
  const content = looksLikeJwt(text) ? await readJwt(registry, text) : readSealed(registry, text);
  if (typeof content === 'string') return { flaw: content, facts: null };
  const { contextIdentifier } = content.facts;
  const tenant = await registry.stores.tenants.find(contextIdentifier);
  // A tenant that was removed and added again may have another spelling.
  if (tenant?.contextIdentifier !== contextIdentifier) return { flaw: 'other-tenant', ...content };
  return { ...content, tenant, services: registry.of(tenant), flaw: null };
}

function readSealed(
  { accessTokenCodec }: TenantRegistry,
  text: string,
): TokenContent | AccessTokenFlaw {
  const claims = accessTokenCodec.open(text);
  return typeof claims === 'string' ? claims : { facts: claims, access: claims, jwt: null };
}

async function readJwt(
  { signingKeys, clock }: TenantRegistry,
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
