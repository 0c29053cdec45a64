/** Lets the faults that a test injects act on calls, over SOAP and REST. */
import type { CallFaults } from '../contract/call-faults.ts';
import type { Caller, Performer, Service } from '../contract/service.ts';
import type { Proof } from '../domain/sessions/admission.ts';
import type { ServiceCall } from './service-call.ts';

export function withFaults(
  { name }: Pick<Service, 'name'>,
  perform: Performer<ServiceCall>,
): Performer<ServiceCall> {
  return (operation, request, call) =>
    call.caller.faults
      ? performWithFaults(`${name}.${operation}`, call, () => perform(operation, request, call))
      : perform(operation, request, call);
}

/** @param operation such as `User.GetAccessToken`. */
export function performWithFaults<R>(
  operation: string,
  { caller, proof }: ServiceCall,
  work: () => Promise<R>,
): Promise<R> {
  const { faults } = caller;
  return faults ? faults.perform({ operation, ticket: ticketOf(proof) }, work) : work();
}

/** Admits a caller, and again if a fault has then ended the ticket. */
export function admitWithFaults<A>({ faults }: Caller, admit: () => Promise<A>): Promise<A> {
  return faults ? admitAgain(faults, admit) : admit();
}

async function admitAgain<A>(faults: CallFaults, admit: () => Promise<A>): Promise<A> {
  const admitted = await admit();
  return (await faults.admitted()) ? admit() : admitted;
}

function ticketOf({ credentials }: Proof): string | null {
  switch (credentials?.kind) {
    case 'ticket':
      return credentials.ticket;
    case 'access-token':
      return credentials.accessToken;
    default:
      return null;
  }
}
