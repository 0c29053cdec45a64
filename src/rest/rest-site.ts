/** What REST serves of a tenant: the services of the contract, called another way. */
import type { Caller } from '../contract/service.ts';
import type { Proof } from '../domain/admission.ts';

export interface RestCall {
  readonly proof: Proof;
  readonly caller: Caller;
  readonly origin: 'api';
}

/** The functions that perform a service, by the operation's name. */
export type RestHandlers = Readonly<
  Record<string, (request: never, call: RestCall) => Promise<object>>
>;

export interface RestSite {
  /** Empty on-site. */
  readonly contextIdentifier: string;
  /** By the name of the service, as it is declared. */
  readonly restHandlers: ReadonlyMap<string, RestHandlers>;
  /** Answers what encoding `CurrentPrincipal` accepts. */
  currentPrincipal(call: RestCall): Promise<object>;
}
