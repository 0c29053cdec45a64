/** The operations of the User agent. */
import type { OperationHandlers } from '../contract/service.ts';
import type { UserService } from '../contract/services88/user.ts';
import type { AccessTokens } from '../domain/access-tokens.ts';
import type { Applications } from '../domain/applications.ts';
import type { SessionCall } from './with-session.ts';

export interface UserDependencies {
  readonly accessTokens: AccessTokens;
  readonly applications: Applications;
}

export function userHandlers({
  accessTokens,
  applications,
}: UserDependencies): OperationHandlers<UserService['operations'], SessionCall> {
  return {
    GetAccessToken: async ({ AppToken, IncludeCsSession }, call) => {
      const { session, accessTokenId, caller, origin } = call;
      const request = {
        application: await applications.onBehalfOf(AppToken ?? '', call.application),
        accessTokenId,
        includeCsSession: IncludeCsSession,
        origin,
      };
      return { Response: await accessTokens.issue(session, request, caller) };
    },
  };
}
