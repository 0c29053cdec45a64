/**
 * The token endpoint: reads which grant the client requests.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2
 */
import type { AccessTokenAlgorithm } from '../domain/keys/signing-key.ts';
import { grantClientCredentials } from './client-credentials.ts';
import { OAuthError } from './oauth-error.ts';
import type { OAuthRequest, TokenResponse } from './oauth-site.ts';
import { exchangeToken } from './token-exchange.ts';

export const grantTypes = [
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:token-exchange',
] as const;

/**
 * @throws OAuthError
 * @throws DomainError `agent-restricted` for an application that gets no tokens by SOAP either.
 */
export async function grantToken(
  request: OAuthRequest,
  algorithm: AccessTokenAlgorithm,
): Promise<TokenResponse> {
  const { site, form, application } = request;
  const grantType = form.require('grant_type');
  if (form.find('scope') !== null) {
    throw new OAuthError('invalid_scope', 'There are no scopes here: leave the parameter out.');
  }
  const grant = grantTypes.find((known) => known === grantType);
  if (grant === undefined) {
    const message = `Expected a grant_type of ${grantTypes.join(' or ')}.`;
    throw new OAuthError('unsupported_grant_type', message);
  }
  site.applications.requireAgent(application, site.issuingAgent);
  return grant === 'client_credentials'
    ? grantClientCredentials(request)
    : exchangeToken(request, algorithm);
}
