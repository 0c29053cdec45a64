/** Makes the services of the federated login of one tenant. */
import { IdentityTokens, type IdentityTokensOptions } from './identity-tokens.ts';
import { SystemUserLogins, type SystemUserLoginsOptions } from './system-user-logins.ts';

export interface FederationServices {
  readonly identityTokens: IdentityTokens;
  readonly systemUserLogins: SystemUserLogins;
}

export function createFederationServices(
  options: IdentityTokensOptions & SystemUserLoginsOptions,
): FederationServices {
  return {
    identityTokens: new IdentityTokens(options),
    systemUserLogins: new SystemUserLogins(options),
  };
}
