/** The operations of SoPrincipal. */
import type { Handlers } from '../contract/service.ts';
import type { soPrincipalService } from '../contract/services88/so-principal.ts';
import type { Installation, Stores } from '../domain/installation.ts';
import { credentialsOf, type Logins } from '../domain/login.ts';
import { answerLogin } from './authenticate.ts';
import { credentialsOfPairs } from './generic-credentials.ts';
import { type Product, systemInfoCarrier } from './system-info.ts';

export interface SoPrincipalDependencies {
  readonly product: Product;
  readonly installation: Installation;
  readonly stores: Pick<Stores, 'database' | 'directory'>;
  readonly logins: Logins;
}

export function soPrincipalHandlers({
  product,
  installation,
  stores,
  logins,
}: SoPrincipalDependencies): Handlers<typeof soPrincipalService> {
  return {
    GetSystemInfo: async () => {
      const licenses = await stores.directory.listLicenses();
      return { SystemInfo: systemInfoCarrier(product, installation, stores.database, licenses) };
    },

    // Nothing here vouches for anybody yet.
    AuthenticateImplicit: (_request, { caller }) => answerLogin(logins, null, caller),

    AuthenticateUsernamePassword: ({ UserName, Password }, { caller }) =>
      answerLogin(logins, credentialsOf(UserName ?? '', Password ?? ''), caller),

    AuthenticateGeneric: async ({ AuthenticationData }, { caller }) =>
      answerLogin(logins, credentialsOfPairs(AuthenticationData), caller),

    AuthenticateWithAccessToken: ({ AccessToken }, { caller }) =>
      answerLogin(logins, { kind: 'access-token', accessToken: AccessToken ?? '' }, caller),
  };
}
