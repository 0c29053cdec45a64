/**
 * Revocation without client authentication, as the original has it: whoever holds a token may end
 * it. A token that is not ours, or has ended, is no error.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7009
 */
import { authorise } from '../domain/actor.ts';
import { hashGrantText } from '../domain/consents/authorization-code.ts';
import { looksLikeAccessToken } from '../domain/sessions/access-token.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import type { SignInOptions } from './login-site.ts';

/** Returns whether something ended. */
export async function revokePersonToken(
  options: SignInOptions,
  context: WebRequestContext,
  token: string,
): Promise<boolean> {
  return looksLikeAccessToken(token)
    ? revokeAccessToken(options, context, token)
    : revokeRefreshToken(options, context, token);
}

async function revokeRefreshToken(
  { sites, grantTenants }: SignInOptions,
  { caller }: WebRequestContext,
  token: string,
): Promise<boolean> {
  const textHash = hashGrantText(token);
  const tenant = textHash === null ? null : await grantTenants.ofRefreshToken(textHash);
  const site = tenant === null ? null : await sites.find(tenant);
  if (site === null || typeof site === 'string') return false;
  return site.signInGrants.revoke(caller, token);
}

async function revokeAccessToken(
  { sites }: SignInOptions,
  { caller }: WebRequestContext,
  token: string,
): Promise<boolean> {
  const [, tenant = ''] = /^8A:([\w-]{1,64})\./.exec(token) ?? [];
  const site = await sites.find(tenant);
  if (typeof site === 'string') return false;
  const verdict = await site.accessTokens.verify(token);
  if (!verdict.valid || !verdict.application) return false;
  const actor = { kind: 'application', application: verdict.application, caller } as const;
  const ender = authorise(actor, 'end-sessions');
  return site.sessionAdministration.revokeAccessToken(ender, verdict.claims);
}
