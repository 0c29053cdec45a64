/** The operations of SoPrincipal. */
import type { OperationHandlers } from '../contract/service.ts';
import type { SoPrincipalService } from '../contract/services88/so-principal.ts';
import { credentialsOf } from '../domain/login/authenticator.ts';
import type { Logins } from '../domain/login/logins.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import { answerLogin } from './authenticate.ts';
import { credentialsOfPairs } from './generic-credentials.ts';
import { type SystemInfoDependencies, systemInfo } from './system-info.ts';
import type { ApplicationCall } from './with-application.ts';

export interface SoPrincipalDependencies extends SystemInfoDependencies {
  readonly tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;
  readonly logins: Logins;
}

export function soPrincipalHandlers(
  dependencies: SoPrincipalDependencies,
): OperationHandlers<SoPrincipalService['operations'], ApplicationCall> {
  return {
    GetSystemInfo: async () => ({ SystemInfo: await systemInfo(dependencies) }),

    AuthenticateImplicit: (_request, call) => {
      const userName = call.caller.assertedUserName;
      const assertion = userName === null ? null : ({ kind: 'assertion', userName } as const);
      return answerLogin(dependencies, assertion, call);
    },

    AuthenticateUsernamePassword: ({ UserName, Password }, call) =>
      answerLogin(dependencies, credentialsOf(UserName ?? '', Password ?? ''), call),

    AuthenticateGeneric: async ({ AuthenticationData }, call) =>
      answerLogin(dependencies, credentialsOfPairs(AuthenticationData), call),

    AuthenticateWithAccessToken: ({ AccessToken }, call) =>
      answerLogin(dependencies, { kind: 'access-token', accessToken: AccessToken ?? '' }, call),
  };
}
