/**
 * Metadata of this authorization server, from which clients discover what it supports.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-2
 */
import { assertionAlgorithms } from './client-assertions.ts';
import { grantTypes } from './token-endpoint.ts';

export const paths = {
  metadata: '/.well-known/oauth-authorization-server',
  token: '/oauth2/token',
  introspect: '/oauth2/introspect',
  revoke: '/oauth2/revoke',
  jwks: '/oauth2/jwks',
} as const;

/** @param takesAssertions see `client-authentication.ts`. */
export function metadataOf(issuer: string, takesAssertions: boolean) {
  const methods = [
    'client_secret_basic',
    'client_secret_post',
    ...(takesAssertions ? ['private_key_jwt'] : []),
  ];
  const algorithms = takesAssertions ? assertionAlgorithms : undefined;
  return {
    issuer,
    token_endpoint: issuer + paths.token,
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: algorithms,
    introspection_endpoint: issuer + paths.introspect,
    introspection_endpoint_auth_methods_supported: methods,
    introspection_endpoint_auth_signing_alg_values_supported: algorithms,
    revocation_endpoint: issuer + paths.revoke,
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: algorithms,
    jwks_uri: issuer + paths.jwks,
    grant_types_supported: grantTypes,
    // There is no authorization endpoint, so there are no response types.
    response_types_supported: [],
  };
}
