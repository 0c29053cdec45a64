/** A tenant as REST serves it, with the same contract services as SOAP. */
import type { Caller, Performer } from '../contract/service.ts';
import type { Proof } from '../domain/sessions/admission.ts';

export interface RestCall {
  readonly proof: Proof;
  readonly caller: Caller;
  readonly origin: 'api';
}

export interface RestSite {
  /** Empty on-site. */
  readonly contextIdentifier: string;
  /** By the declared name of the service. */
  readonly restPerformers: ReadonlyMap<string, Performer<RestCall>>;
  /** Returns a value that the type `CurrentPrincipal` encodes. */
  currentPrincipal(call: RestCall): Promise<object>;
}
