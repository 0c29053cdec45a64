/** The operations of the User agent about access tokens. */
import type { OperationHandlers } from '../../contract/service.ts';
import type { tokenOperations } from '../../contract/services88/user/tokens.ts';
import type { Applications } from '../../domain/applications/applications.ts';
import type { AccessTokens } from '../../domain/sessions/access-tokens.ts';
import type { SessionCall } from '../with-session.ts';

export interface TokenDependencies {
  readonly accessTokens: AccessTokens;
  readonly applications: Applications;
}

export function tokenHandlers({
  accessTokens,
  applications,
}: TokenDependencies): OperationHandlers<typeof tokenOperations, SessionCall> {
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
