/** Answers logins: converts credentials to `AuthenticateResponse`, for all login operations. */
import type { Caller } from '../contract/service.ts';
import type { Application } from '../domain/applications/application.ts';
import type { Credentials } from '../domain/login/authenticator.ts';
import type { Logins } from '../domain/login/logins.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import { principalCarrier } from './principal-carrier.ts';

export interface LoginDependencies {
  readonly logins: Logins;
  readonly tenant: Pick<Tenant, 'contextIdentifier'>;
}

/**
 * Invalid credentials are not an error: the contract answers that nobody was authenticated.
 * `Credentials` is then present without a ticket, because PHP programs read the ticket first.
 */
export async function answerLogin(
  { logins, tenant }: LoginDependencies,
  credentials: Credentials | null,
  { caller, application }: { readonly caller: Caller; readonly application: Application | null },
) {
  if (caller.faults && credentials && 'userName' in credentials) {
    await caller.faults.admitted(credentials.userName);
  }
  const login = credentials && (await logins.authenticate(credentials, caller, application));
  if (!login) return { Credentials: {}, AuthenticationSucceeded: false };
  return {
    Response: principalCarrier(login.principal, tenant.contextIdentifier),
    Credentials: { Ticket: login.ticketText },
    AuthenticationSucceeded: true,
  };
}
