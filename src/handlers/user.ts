/** The operations of the User agent. */
import type { OperationHandlers } from '../contract/service.ts';
import type { UserService } from '../contract/services88/user.ts';
import type { AccessTokens } from '../domain/access-tokens.ts';
import type { SessionCall } from './with-session.ts';

export function userHandlers(
  accessTokens: AccessTokens,
): OperationHandlers<UserService['operations'], SessionCall> {
  return {
    // AppToken, like ApplicationToken, is not checked on-site.
    GetAccessToken: async ({ IncludeCsSession }, { session, caller }) => ({
      Response: await accessTokens.issue(session, IncludeCsSession, caller),
    }),
  };
}
