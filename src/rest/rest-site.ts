/** What REST serves of a tenant: the services of the contract, called another way. */
import type { Caller, HandlerTable } from '../contract/service.ts';
import type { Proof } from '../domain/admission.ts';

export interface RestCall {
  readonly proof: Proof;
  readonly caller: Caller;
  readonly origin: 'api';
}

export type RestHandlers = HandlerTable<RestCall>;

export interface RestSite {
  /** Empty on-site. */
  readonly contextIdentifier: string;
  /** By the name of the service, as it is declared. */
  readonly restHandlers: ReadonlyMap<string, RestHandlers>;
  /** Answers what encoding `CurrentPrincipal` accepts. */
  currentPrincipal(call: RestCall): Promise<object>;
}
