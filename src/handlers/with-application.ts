/** Requires an application for all operations of a service. On-site, it may be absent. */
import {
  type Caller,
  type OperationHandlers,
  type Operations,
  type Performer,
  performerOf,
} from '../contract/service.ts';
import type { Application } from '../domain/applications/application.ts';
import type { Agent } from '../domain/applications/applications.ts';
import type { Admission } from '../domain/sessions/admission.ts';
import type { ServiceCall } from './service-call.ts';
import { admitWithFaults } from './with-faults.ts';

export interface ApplicationCall {
  /** Null if none is known, which happens only on-site. */
  readonly application: Application | null;
  readonly caller: Caller;
}

export function withApplication<O extends Operations>(
  agent: Agent & { readonly operations: O },
  admission: Admission,
  handlers: OperationHandlers<O, ApplicationCall>,
): Performer<ServiceCall> {
  const perform = performerOf(handlers);
  return async (operation, request, { proof, caller }) => {
    const application = await admitWithFaults(caller, () =>
      admission.admitApplication(proof, agent, caller),
    );
    return perform(operation, request, { application, caller });
  };
}
