/** The operations of the User agent. */
import type { Call, Handlers } from '../contract/service.ts';
import type { userService } from '../contract/services88/user.ts';
import type { AccessTokens } from '../domain/access-tokens.ts';
import { DomainError } from '../domain/errors.ts';
import type { Session, Sessions } from '../domain/sessions.ts';

export interface UserDependencies {
  readonly sessions: Sessions;
  readonly accessTokens: AccessTokens;
}

type UserCall = Call<(typeof userService)['requestHeaders']>;

export function userHandlers({
  sessions,
  accessTokens,
}: UserDependencies): Handlers<typeof userService> {
  return {
    // AppToken, like ApplicationToken, is not checked on-site.
    GetAccessToken: async ({ IncludeCsSession }, call) => {
      const session = await requireSession(sessions, call);
      return { Response: await accessTokens.issue(session, IncludeCsSession, call.caller) };
    },
  };
}

/** @throws DomainError `session-invalid`. */
async function requireSession(sessions: Sessions, { headers, caller }: UserCall): Promise<Session> {
  const ticket = headers.Credentials?.Ticket?.trim() ?? '';
  if (ticket === '') {
    throw new DomainError(
      'session-invalid',
      'Authentication failed! The request has no ticket. Log in at SoPrincipal.svc and send the ' +
        'ticket that it answers in the header block Credentials.',
    );
  }
  const session = await sessions.resume(ticket, caller);
  if (session) return session;
  throw new DomainError(
    'session-invalid',
    'Authentication failed! The ticket is not valid or no longer valid. Log in again at ' +
      'SoPrincipal.svc and send the new ticket.',
  );
}
