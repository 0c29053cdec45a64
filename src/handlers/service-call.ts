/** A call of a service, independent of the protocol. */
import type { Call, Caller, Performer } from '../contract/service.ts';
import type {
  applicationRequestHeaders,
  sessionRequestHeaders,
} from '../contract/services88/headers.ts';
import { sessionCredentialsOf } from '../domain/login/authenticator.ts';
import type { Proof } from '../domain/sessions/admission.ts';
import type { CsSessionOrigin } from '../domain/sessions/cs-session.ts';

export interface ServiceCall {
  readonly proof: Proof;
  readonly caller: Caller;
  /** The interface that received the call. */
  readonly origin: CsSessionOrigin;
}

/** A call with the header blocks of any kind of service. */
export type SoapCall = Call<typeof applicationRequestHeaders> &
  Call<Partial<typeof sessionRequestHeaders>>;

/** Converts SOAP calls: takes the credentials from their header blocks. */
export function takingSoapCalls(perform: Performer<ServiceCall>): Performer<SoapCall> {
  return (operation, request, { headers, caller }) =>
    perform(operation, request, { proof: proofOf(headers), caller, origin: 'soap' });
}

function proofOf({ ApplicationToken, Credentials }: SoapCall['headers']): Proof {
  const ticket = Credentials?.Ticket ?? '';
  return {
    credentials: ticket.trim() === '' ? null : sessionCredentialsOf(ticket),
    applicationToken: ApplicationToken ?? '',
  };
}
