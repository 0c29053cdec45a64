/** Requires an application for all operations of a service. On-site, it may be absent. */
import type { Caller, OperationHandlers, Operations } from '../contract/service.ts';
import type { Application } from '../domain/applications/application.ts';
import type { Agent } from '../domain/applications/applications.ts';
import type { Admission } from '../domain/sessions/admission.ts';
import { guard } from './guard.ts';
import type { ServiceCall } from './service-call.ts';

export interface ApplicationCall {
  /** Null if none is known, which happens only on-site. */
  readonly application: Application | null;
  readonly caller: Caller;
}

export function withApplication<O extends Operations>(
  agent: Agent,
  admission: Admission,
  handlers: OperationHandlers<O, ApplicationCall>,
): OperationHandlers<O, ServiceCall> {
  return guard<O, ServiceCall, ApplicationCall>(handlers, () => async ({ proof, caller }) => ({
    application: await admission.admitApplication(proof, agent, caller),
    caller,
  }));
}
