/** Sessions for the operations of an agent: none is performed without one. */
import type { Caller, OperationHandlers, Operations } from '../contract/service.ts';
import type { Admission, AdmittedSession } from '../domain/admission.ts';
import type { Agent } from '../domain/applications.ts';
import type { CsSessionOrigin } from '../domain/cs-session.ts';
import { guard } from './guard.ts';
import type { ServiceCall } from './service-call.ts';

export interface SessionCall extends AdmittedSession {
  readonly caller: Caller;
  readonly origin: CsSessionOrigin;
}

export function withSession<O extends Operations>(
  agent: Agent,
  admission: Admission,
  handlers: OperationHandlers<O, SessionCall>,
): OperationHandlers<O, ServiceCall> {
  return guard<O, ServiceCall, SessionCall>(handlers, async ({ proof, caller, origin }) => ({
    ...(await admission.admitSession(proof, agent, caller)),
    caller,
    origin,
  }));
}
