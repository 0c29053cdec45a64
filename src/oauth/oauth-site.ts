/** A tenant as OAuth serves it, and a request to it. */

import type { Application } from '../domain/applications/application.ts';
import type { Agent, Applications } from '../domain/applications/applications.ts';
import type { SystemUserStore } from '../domain/applications/system-user.ts';
import type { TenantAudit } from '../domain/audit/audit-trail.ts';
import type { ClientGuard } from '../domain/login/client-guard.ts';
import type { RefusalCauses } from '../domain/login/refusal-causes.ts';
import type { AccessTokens } from '../domain/sessions/access-tokens.ts';
import type { Admission } from '../domain/sessions/admission.ts';
import type { JwtAccessTokens } from '../domain/sessions/jwt-access-tokens.ts';
import type { SessionAdministration } from '../domain/sessions/session-administration.ts';
import type { Sessions } from '../domain/sessions/sessions.ts';
import type { AssociateStore } from '../domain/users/associate.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import type { Form } from './form.ts';

export interface OAuthSite {
  /** Empty on-site. */
  readonly contextIdentifier: string;
  readonly applications: Applications;
  readonly clientGuard: ClientGuard;
  readonly admission: Pick<Admission, 'requireRate'>;
  readonly sessions: Sessions;
  readonly refusalCauses: RefusalCauses;
  readonly sessionAdministration: SessionAdministration;
  readonly accessTokens: AccessTokens;
  readonly jwtAccessTokens: JwtAccessTokens;
  readonly audit: TenantAudit;
  /**
   * The agent that issues access tokens by SOAP. Applications that may not use it get no tokens
   * here.
   */
  readonly issuingAgent: Agent;
  /** The path of the SOAP services after the issuer. Clients append the name of a service. */
  readonly netServerPath: string;
  readonly stores: {
    readonly associates: AssociateStore;
    readonly systemUsers: SystemUserStore;
  };
}

/** A request from an authenticated application. */
export interface OAuthRequest {
  readonly site: OAuthSite;
  readonly context: WebRequestContext;
  /** The issuer: the base URL of the tenant. */
  readonly issuer: string;
  readonly form: Form;
  readonly application: Application;
}

/** The members are named in RFC 6749 section 5.1 and RFC 8693 section 2.2.1. */
export interface TokenResponse {
  readonly access_token: string;
  readonly issued_token_type?: string;
  readonly token_type: 'Bearer';
  /** Whole seconds. */
  readonly expires_in: number;
}
