/** Sessions for the operations of an agent: none is performed without one. */
import type { Caller, OperationHandlers, Operations } from '../contract/service.ts';
import type { sessionRequestHeaders } from '../contract/services88/headers.ts';
import type { Application } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import type { Session, Sessions } from '../domain/sessions.ts';
import { guard } from './guard.ts';
import type { ApplicationCall } from './with-application.ts';

type SessionHeaders = typeof sessionRequestHeaders;

export interface SessionCall {
  readonly session: Session;
  /** Null where none is known, which is on-site only. */
  readonly application: Application | null;
  readonly caller: Caller;
}

export function withSession<O extends Operations>(
  sessions: Sessions,
  handlers: OperationHandlers<O, SessionCall>,
): OperationHandlers<O, ApplicationCall<SessionHeaders>> {
  return guard<O, ApplicationCall<SessionHeaders>, SessionCall>(handlers, async (call) => ({
    session: await requireSession(sessions, call),
    application: call.application,
    caller: call.caller,
  }));
}

/** @throws DomainError `session-invalid`. */
async function requireSession(
  sessions: Sessions,
  { headers, caller }: ApplicationCall<SessionHeaders>,
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
