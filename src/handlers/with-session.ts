/**
 * Sessions for the operations of an agent: none is performed without one.
 *
 * Handlers of such services are written for a call that has a session, so that no handler can
 * forget to ask for it.
 */
import type {
  Call,
  Caller,
  Handlers,
  OperationHandlers,
  Operations,
  Service,
} from '../contract/service.ts';
import type { sessionRequestHeaders } from '../contract/services88/headers.ts';
import { DomainError } from '../domain/errors.ts';
import type { Session, Sessions } from '../domain/sessions.ts';

type SessionHeaders = typeof sessionRequestHeaders;

export interface SessionCall {
  readonly session: Session;
  readonly caller: Caller;
}

export function withSession<O extends Operations>(
  sessions: Sessions,
  handlers: OperationHandlers<O, SessionCall>,
): Handlers<Service<SessionHeaders, O>> {
  const guarded = Object.entries<OperationHandlers<Operations, SessionCall>[string]>(handlers).map(
    ([name, perform]) => [
      name,
      async (request: never, call: Call<SessionHeaders>) =>
        perform(request, {
          session: await requireSession(sessions, call),
          caller: call.caller,
        }),
    ],
  );
  return Object.fromEntries(guarded);
}

/** @throws DomainError `session-invalid`. */
async function requireSession(
  sessions: Sessions,
  { headers, caller }: Call<SessionHeaders>,
): Promise<Session> {
  const ticket = headers.Credentials?.Ticket ?? '';
  if (ticket.trim() === '') {
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
