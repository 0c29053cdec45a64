/** The services of one tenant about consents, and about what sign-ins give applications. */
import { Consents, type ConsentsOptions } from './consents.ts';
import { SignInGrants, type SignInGrantsOptions } from './sign-in-grants.ts';

export interface ConsentServices {
  readonly consents: Consents;
  readonly signInGrants: SignInGrants;
}

export function createConsentServices(
  options: ConsentsOptions & SignInGrantsOptions,
): ConsentServices {
  return { consents: new Consents(options), signInGrants: new SignInGrants(options) };
}
