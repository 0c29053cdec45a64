/** A tenant as REST serves it, with the same contract services as SOAP. */
import type { Caller, HandlerTable } from '../contract/service.ts';
import type { Proof } from '../domain/sessions/admission.ts';

export interface RestCall {
  readonly proof: Proof;
  readonly caller: Caller;
  readonly origin: 'api';
}

export type RestHandlers = HandlerTable<RestCall>;

export interface RestSite {
  /** Empty on-site. */
  readonly contextIdentifier: string;
  /** By the declared name of the service. */
  readonly restHandlers: ReadonlyMap<string, RestHandlers>;
  /** Returns a value that the type `CurrentPrincipal` encodes. */
  currentPrincipal(call: RestCall): Promise<object>;
}
