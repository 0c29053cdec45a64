/**
 * Client credentials: an application works as its own system user, if the tenant has set one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
import { noteAdmitted } from '../domain/request-notes.ts';
import { loginBarOf } from '../domain/users/may-log-in.ts';
import { OAuthError } from './oauth-error.ts';
import type { OAuthRequest, TokenResponse } from './oauth-site.ts';

/** @throws OAuthError `unauthorized_client` if there is no system user that can log in. */
export async function grantClientCredentials({
  site,
  context,
  application,
}: OAuthRequest): Promise<TokenResponse> {
  const { stores, sessions, accessTokens } = site;
  const associateId = await stores.systemUsers.find(application.id);
  const associate = associateId === null ? null : await stores.associates.find(associateId);
  if (!associate || loginBarOf(associate) !== null) {
    throw new OAuthError(
      'unauthorized_client',
      'The application has no system user here that can log in. An administrator can give it one ' +
        'with: ticketoffice app system-user.',
    );
  }
  const { faults } = context.caller;
  if (faults) await faults.admitted(associate.name);
  const { ticketLifetimeMs } = accessTokens;
  const session = await sessions.start(associate, context.caller, ticketLifetimeMs);
  if (context.caller.notes) noteAdmitted(context.caller.notes, { session });
  await site.audit.record(context.caller, {
    action: 'client-credentials-granted',
    outcome: 'succeeded',
    user: associate.name,
    application: application.name,
    detail: { ticketId: session.ticket.id },
  });
  const issue = { application, includeCsSession: false, origin: 'api' } as const;
  return {
    access_token: await accessTokens.issue(session, issue, context.caller),
    token_type: 'Bearer',
    expires_in: Math.floor(accessTokens.lifetimeMs / 1000),
  };
}
