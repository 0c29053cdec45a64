/**
 * The token endpoint of the login: trades authorization codes and refresh tokens for access tokens.
 *
 * A refresh token is not replaced when it is used. It stays valid until the company revokes its
 * consent. Each answer has an identity token.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
import type { Application } from '../domain/applications/application.ts';
import { hashGrantText } from '../domain/consents/authorization-code.ts';
import type { GrantedPerson } from '../domain/consents/sign-in-grants.ts';
import { noteAdmitted, type RequestNotes } from '../domain/request-notes.ts';
import type { Session } from '../domain/sessions/sessions.ts';
import type { ClientAssertions } from '../oauth/client-assertions.ts';
import { authenticateClient, basicOf } from '../oauth/client-authentication.ts';
import type { ClientProof } from '../oauth/client-proof.ts';
import { explainClient } from '../oauth/explain-client.ts';
import type { Form } from '../oauth/form.ts';
import { OAuthError } from '../oauth/oauth-error.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import { issuerOf, type SignInOptions, type SignInSite } from './login-site.ts';
import {
  issueIdToken,
  issuePersonAccessToken,
  lifetimeSecondsOf,
  type PersonTokenParts,
} from './person-tokens.ts';

export interface TokenRequest {
  readonly options: SignInOptions;
  readonly assertions: ClientAssertions;
  readonly context: WebRequestContext;
  readonly authorization: string | undefined;
  readonly form: Form;
  /** The address of this endpoint below the base URL. */
  readonly path: string;
}

/** In the order of the original. */
interface TokenAnswer {
  readonly token_type: 'Bearer';
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly id_token: string;
}

interface Client {
  readonly site: SignInSite;
  readonly application: Application;
}

/** @throws OAuthError */
export function grantPersonTokens(request: TokenRequest): Promise<TokenAnswer> {
  const grantType = request.form.require('grant_type');
  if (grantType === 'authorization_code') return redeemCode(request);
  if (grantType === 'refresh_token') return refresh(request);
  const message = 'Expected a grant_type of authorization_code or refresh_token.';
  throw new OAuthError('unsupported_grant_type', message);
}

async function redeemCode(request: TokenRequest): Promise<TokenAnswer> {
  const { options, form, context } = request;
  const code = form.require('code');
  const { site, application } = await findClient(
    request,
    await tenantOf(code, (textHash) => options.grantTenants.ofCode(textHash)),
  );
  const redeemed = await site.signInGrants.redeemCode(
    { kind: 'application', application, caller: context.caller },
    {
      code,
      redirectUri: form.find('redirect_uri') ?? application.redirectUris[0] ?? '',
      codeVerifier: form.find('code_verifier'),
    },
  );
  const session = redeemed && (await site.sessions.find(redeemed.ticketId));
  if (!redeemed || !session) {
    const message = 'The code is not valid, was used, or is not for this client, address or proof.';
    throw new OAuthError('invalid_grant', message);
  }
  const { refreshToken, nonce } = redeemed;
  return answer(request, { site, application }, session, { refreshToken, nonce });
}

async function refresh(request: TokenRequest): Promise<TokenAnswer> {
  const { options, form } = request;
  const text = form.require('refresh_token');
  const { site, application } = await findClient(
    request,
    await tenantOf(text, (textHash) => options.grantTenants.ofRefreshToken(textHash)),
  );
  const person = await site.signInGrants.openRefreshToken(application, text);
  const session = person && (await findSession(request, site, person, text));
  if (!session) throw refreshRefused();
  return answer(request, { site, application }, session, { refreshToken: null, nonce: null });
}

/** Continues the session of the refresh token, or starts another if it ends before a new token. */
async function findSession(
  { context, options: { clock } }: TokenRequest,
  { sessions, accessTokens, signInGrants, stores }: SignInSite,
  { associate, ticketId }: GrantedPerson,
  refreshToken: string,
): Promise<Session | null> {
  const current = await sessions.find(ticketId);
  const neededUntilMs = clock.now() + accessTokens.lifetimeMs;
  if (current && current.ticket.expiresAtMs >= neededUntilMs) return current;
  const started = await sessions.start(associate, context.caller);
  if (await signInGrants.setTicket(refreshToken, started.ticket.id)) return started;
  await stores.tickets.remove(started.ticket.id);
  return null;
}

async function answer(
  { options, context }: TokenRequest,
  { site, application }: Client,
  session: Session,
  { refreshToken, nonce }: { readonly refreshToken: string | null; readonly nonce: string | null },
): Promise<TokenAnswer> {
  if (context.caller.notes) noteAdmitted(context.caller.notes, { session });
  const parts: PersonTokenParts = {
    site,
    application,
    context,
    issuer: issuerOf(options, context),
  };
  return {
    token_type: 'Bearer',
    access_token: await issuePersonAccessToken(parts, session),
    expires_in: lifetimeSecondsOf(site),
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    id_token: await issueIdToken(parts, session.associate, { nonce }),
  };
}

async function tenantOf(
  text: string,
  find: (textHash: string) => Promise<string | null>,
): Promise<string | null> {
  const textHash = hashGrantText(text);
  return textHash === null ? null : find(textHash);
}

/**
 * Authenticates the client at the tenant of its code or refresh token. Without one there is nothing
 * to protect, and nothing is said about the client.
 *
 * @throws OAuthError `invalid_grant`, `invalid_client`
 */
async function findClient(request: TokenRequest, tenant: string | null): Promise<Client> {
  const { options, assertions, context, authorization, form, path } = request;
  const site = tenant === null ? null : await options.sites.find(tenant);
  if (site === null || typeof site === 'string') throw refreshRefused();
  const { address, notes = null } = context.caller;
  if (notes) notes.tenant = site.contextIdentifier;
  const base = context.baseUrlOf('');
  const audiences = context.baseUrlIsSure ? [issuerOf(options, context), base + path] : [];
  const proof = { authorization, form, site, address, audiences, notes };
  const application =
    (await findPublicClient(proof)) ??
    (await authenticateClient(proof, assertions).catch((error) =>
      recordRefusal(site, request, proof, error),
    ));
  if (notes) noteAdmitted(notes, { application });
  site.admission.requireRate(application);
  return { site, application };
}

/** A native application has no secret; its code has a challenge instead (RFC 8252 section 8.4). */
async function findPublicClient(
  proof: Pick<ClientProof, 'authorization' | 'form' | 'site'>,
): Promise<Application | null> {
  const { form, site } = proof;
  const sent = [basicOf(proof), form.find('client_secret'), form.find('client_assertion')];
  if (sent.some((way) => way !== null)) return null;
  const application = await site.applications.findClient(form.find('client_id') ?? '');
  return application?.native ? application : null;
}

async function recordRefusal(
  { audit, applications }: SignInSite,
  { context, form, assertions }: TokenRequest,
  proof: ClientProof & { readonly notes: RequestNotes | null },
  error: unknown,
): Promise<never> {
  if (error instanceof OAuthError && error.error === 'invalid_client') {
    if (proof.notes) proof.notes.findCause ??= () => explainClient(proof, assertions);
    const application = await applications.findClient(form.find('client_id') ?? '');
    await audit.record(context.caller, {
      action: 'client-authentication',
      outcome: 'refused',
      application: application?.name ?? null,
      detail: { operation: context.operation },
    });
  }
  throw error;
}

function refreshRefused(): OAuthError {
  const message = 'The code or refresh token is not valid, or is not for this client.';
  return new OAuthError('invalid_grant', message);
}
