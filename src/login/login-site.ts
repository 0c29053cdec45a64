/** What the login serves at a tenant, and what all tenants share. */
import type { Application } from '../domain/applications/application.ts';
import type { Clock } from '../domain/clock.ts';
import type { GrantTenantStore } from '../domain/consents/authorization-code.ts';
import type { Consents } from '../domain/consents/consents.ts';
import type { SignInGrants } from '../domain/consents/sign-in-grants.ts';
import type { IdentityTokens } from '../domain/federation/identity-tokens.ts';
import type { TokenKeys } from '../domain/keys/token-keys.ts';
import type { Logins } from '../domain/login/logins.ts';
import type { RevokedTokenStore } from '../domain/sessions/access-token.ts';
import type { TicketStore } from '../domain/sessions/ticket.ts';
import type { OAuthSite } from '../oauth/oauth-site.ts';
import type { Sites } from '../web/sites.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';

export interface SignInSite extends OAuthSite {
  readonly stores: OAuthSite['stores'] & { readonly tickets: Pick<TicketStore, 'remove'> };
  readonly logins: Logins;
  readonly consents: Consents;
  readonly signInGrants: SignInGrants;
  readonly identityTokens: Pick<IdentityTokens, 'ofPerson'>;
  /** As people know the tenant. */
  readonly companyName: () => Promise<string>;
}

export interface SignInOptions {
  readonly sites: Sites<SignInSite>;
  readonly installationId: string;
  readonly tokenKeys: TokenKeys;
  readonly clock: Clock;
  /** Finds an application of any tenant by its client id. */
  readonly findApplication: (clientId: string) => Promise<Application | null>;
  /** All applications. */
  readonly listApplications: () => Promise<readonly Application[]>;
  readonly grantTenants: GrantTenantStore;
  readonly usedAssertions: RevokedTokenStore;
  /** Null for the base URL of a request. */
  readonly loginIssuer: string | null;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

/** Returns the `iss` of identity tokens. */
export function issuerOf({ loginIssuer }: SignInOptions, { baseUrlOf }: WebRequestContext): string {
  return loginIssuer ?? baseUrlOf('');
}

const CONTEXT_IDENTIFIER = /^[\w-]{1,64}$/;

/** Returns the site of a tenant that uses the application. Null if there is none. */
export async function findSiteOf(
  { sites }: Pick<SignInOptions, 'sites'>,
  contextIdentifier: string,
  { clientId }: Pick<Application, 'clientId'>,
): Promise<{ readonly site: SignInSite; readonly application: Application } | null> {
  if (!CONTEXT_IDENTIFIER.test(contextIdentifier)) return null;
  const site = await sites.find(contextIdentifier);
  if (typeof site === 'string') return null;
  const application = await site.applications.findClient(clientId);
  return application && { site, application };
}
