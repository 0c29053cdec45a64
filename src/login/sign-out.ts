/**
 * Signs a person out: ends the sign-in at this browser. What applications got stays valid, as they
 * have sessions of their own.
 *
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html
 */
import type { Application } from '../domain/applications/application.ts';
import { isRegisteredRedirect } from '../domain/applications/redirect-uri.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import type { Browser } from './browser-state.ts';
import type { SignInOptions } from './login-site.ts';

/** Ends the session that the sign-in started. Does nothing if it has ended. */
export async function endSignIn(
  { sites }: SignInOptions,
  { caller }: WebRequestContext,
  { signedIn }: Browser,
): Promise<void> {
  const site = signedIn && (await sites.find(signedIn.contextIdentifier));
  if (!site || typeof site === 'string') return;
  const session = await site.sessions.open(signedIn.ticket);
  if (session) await site.sessionAdministration.endOwn(session, caller);
}

/**
 * Returns where the person goes afterwards: to an address that an application has registered, or
 * nowhere.
 *
 * @param pairs the parameters. `redirect_uri` is the original's name, and
 *   `post_logout_redirect_uri` that of the specification.
 */
export async function returnAddressOf(
  { listApplications }: SignInOptions,
  pairs: Iterable<readonly [name: string, value: string]>,
): Promise<string | null> {
  const parameters = new Map(pairs);
  const uri = parameters.get('post_logout_redirect_uri') ?? parameters.get('redirect_uri');
  if (uri === undefined || uri === '') return null;
  const clientId = parameters.get('client_id');
  const isAsked = (application: Application) =>
    application.disabledAtMs === null &&
    (clientId === undefined || application.clientId === clientId) &&
    isRegisteredRedirect(application, uri);
  if (!(await listApplications()).some(isAsked)) return null;
  const state = parameters.get('state');
  if (state === undefined) return uri;
  return `${uri}${uri.includes('?') ? '&' : '?'}state=${encodeURIComponent(state)}`;
}
