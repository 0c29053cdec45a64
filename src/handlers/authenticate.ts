/** What the four ways of logging in share: from credentials to `AuthenticateResponse`. */
import type { Caller } from '../contract/service.ts';
import type { Credentials, Logins } from '../domain/login.ts';
import { principalCarrier } from './principal-carrier.ts';

/**
 * Credentials that prove nothing are no error: the contract answers that nobody was authenticated.
 */
export async function answerLogin(logins: Logins, credentials: Credentials | null, caller: Caller) {
  const login = credentials && (await logins.authenticate(credentials, caller));
  if (!login) return { AuthenticationSucceeded: false };
  return {
    Response: principalCarrier(login.principal),
    Credentials: { Ticket: login.ticketText },
    AuthenticationSucceeded: true,
  };
}
