/**
 * The metadata of the federated login, with the members that the original has. The issuer does not
 * fit to the address of the metadata, because that of the original does not either.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
 */
import type { FederationKey } from '../domain/federation/federation-keys.ts';
import { FEDERATION_ALGORITHM } from '../domain/keys/signing-key.ts';

export const loginPaths = {
  /** Clients that derive the address from the issuer ask at the root. */
  discovery: ['/login/.well-known/openid-configuration', '/.well-known/openid-configuration'],
  jwks: '/login/.well-known/jwks',
  certificatePem: '/login/.well-known/certificate.pem',
  certificateDer: '/login/.well-known/certificate.cer',
  authorize: '/login/common/oauth/authorize',
  tokens: '/login/common/oauth/tokens',
  logout: '/login/logout',
  systemUserSoap: '/login/services/PartnerSystemUserService.svc',
  systemUserRest: '/login/api/PartnerSystemUser/Authenticate',
} as const;

/** @param origin of the login, without a slash at the end. */
export function discoveryOf(issuer: string, origin: string) {
  return {
    issuer,
    authorization_endpoint: origin + loginPaths.authorize,
    token_endpoint: origin + loginPaths.tokens,
    jwks_uri: origin + loginPaths.jwks,
    end_session_endpoint: origin + loginPaths.logout,
    scopes_supported: ['openid'],
    response_modes_supported: ['form_post', 'fragment', 'query'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'token id_token', 'token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [FEDERATION_ALGORITHM],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    grant_types_supported: ['implicit', 'authorization_code', 'refresh_token'],
  };
}

/** @param keys the one that signs first, because clients take the first. */
export function jwksOf(keys: readonly FederationKey[]) {
  return {
    keys: keys.map(({ keyId, x5t, n, e, certificate }) => ({
      kty: 'RSA',
      use: 'sig',
      alg: FEDERATION_ALGORITHM,
      kid: keyId,
      x5t,
      n,
      e,
      x5c: [certificate.toString('base64')],
    })),
  };
}
