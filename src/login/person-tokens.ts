/** The tokens that an application gets for a person who signed in. */
import { hash } from 'node:crypto';
import type { Application } from '../domain/applications/application.ts';
import type { Session } from '../domain/sessions/sessions.ts';
import type { Associate } from '../domain/users/associate.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import type { SignInSite } from './login-site.ts';

/** For whom tokens are made, and at which request. */
export interface PersonTokenParts {
  readonly site: SignInSite;
  readonly application: Application;
  readonly context: WebRequestContext;
  readonly issuer: string;
}

export function issuePersonAccessToken(
  { site, application, context }: PersonTokenParts,
  session: Session,
): Promise<string> {
  const issue = { application, includeCsSession: false, origin: 'api' } as const;
  return site.accessTokens.issue(session, issue, context.caller);
}

/** What is sent together with an identity token. The token contains hashes of it. */
export interface BoundParts {
  readonly nonce: string | null;
  readonly accessToken?: string | null;
  readonly code?: string | null;
}

/** @see https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken */
export async function issueIdToken(
  { site, application, context, issuer }: PersonTokenParts,
  associate: Associate,
  { nonce, accessToken = null, code = null }: BoundParts,
): Promise<string> {
  const base = context.baseUrlOf(site.contextIdentifier);
  return site.identityTokens.ofPerson(associate, {
    issuer,
    clientId: application.clientId,
    nonce,
    netServerUrl: base + site.netServerPath,
    webApiUrl: `${base}/api/`,
    systemToken: await site.consents.systemTokenOf(application),
    hashes: {
      ...(accessToken !== null && { at_hash: halfHash(accessToken) }),
      ...(code !== null && { c_hash: halfHash(code) }),
    },
  });
}

/** The left half of the SHA-256 hash, because RS256 signs. */
function halfHash(text: string): string {
  return hash('sha256', text, 'buffer').subarray(0, 16).toString('base64url');
}

export function lifetimeSecondsOf({ accessTokens }: SignInSite): number {
  return Math.floor(accessTokens.lifetimeMs / 1000);
}
