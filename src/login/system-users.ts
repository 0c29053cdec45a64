/** Gives applications the tickets of their system users. SOAP and REST are two forms of it. */
import type { Caller } from '../contract/service.ts';
import { DomainError } from '../domain/errors.ts';
import { AuthorizeError } from '../domain/federation/authorize-error.ts';
import type { IdentityTokens } from '../domain/federation/identity-tokens.ts';
import type { SystemUserLogins } from '../domain/federation/system-user-logins.ts';
import { explainProblem, findSite, type Sites } from '../web/sites.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';

/** What the login serves of a tenant. */
export interface FederationSite {
  readonly contextIdentifier: string;
  readonly identityTokens: IdentityTokens;
  readonly systemUserLogins: SystemUserLogins;
  /** The path of the SOAP services after the base URL of the tenant. */
  readonly netServerPath: string;
}

export interface SystemUsersOptions {
  readonly sites: Sites<FederationSite>;
  /** The issuer of the tokens. */
  readonly systemUserIssuer: string;
  readonly systemTokenWindowMs: number;
}

export const systemUserOperation = 'PartnerSystemUserService.Authenticate';

/** The parts of a request in both forms. */
export interface SystemUserRequest {
  readonly protocol: 'soap' | 'rest';
  readonly applicationToken: string;
  readonly contextIdentifier: string;
  readonly signedSystemToken: string;
  /** In any case. */
  readonly returnTokenType: string;
}

/** The answer in both forms. Clients read the names as they are. */
export interface SystemUserAnswer {
  readonly IsSuccessful: boolean;
  readonly Token: string | null;
  readonly ErrorMessage: string | null;
}

/** Business errors are answers, not errors. @throws DomainError `unavailable` */
export async function answerSystemUser(
  options: SystemUsersOptions,
  context: WebRequestContext,
  request: SystemUserRequest,
): Promise<SystemUserAnswer> {
  try {
    const Token = await tokenFor(options, context, request);
    context.outcome = 'succeeded';
    return { IsSuccessful: true, Token, ErrorMessage: null };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { notes }: Caller = context.caller;
    if (notes) notes.error = error;
    context.outcome = 'refused';
    return { IsSuccessful: false, Token: null, ErrorMessage: error.message };
  }
}

async function tokenFor(
  options: SystemUsersOptions,
  context: WebRequestContext,
  request: SystemUserRequest,
): Promise<string> {
  const { contextIdentifier, returnTokenType, protocol } = request;
  const { sites } = options;
  const { caller } = context;
  if (returnTokenType.toLowerCase() !== 'jwt') {
    throw new AuthorizeError('Denied', 'ReturnTokenType must be Jwt, which is the only one here.');
  }
  const site = await findSite(sites, { firstSegment: contextIdentifier, caller });
  if (typeof site === 'string') {
    const problem =
      contextIdentifier === ''
        ? 'ContextIdentifier is missing. It names the tenant, such as Cust12345.'
        : explainProblem(site, contextIdentifier);
    throw new AuthorizeError('Denied', problem);
  }
  const work = () => tokenAt(site, options, context, request);
  const call = { operation: systemUserOperation, ticket: null, protocol };
  return caller.faults ? caller.faults.perform(call, work) : work();
}

async function tokenAt(
  site: FederationSite,
  { systemUserIssuer, systemTokenWindowMs: windowMs }: SystemUsersOptions,
  { caller, baseUrlOf }: WebRequestContext,
  { applicationToken, signedSystemToken }: SystemUserRequest,
): Promise<string> {
  const { faults } = caller;
  const proof = { applicationToken, signedSystemToken, windowMs };
  const onAdmitted = faults && { onAdmitted: () => faults.admitted() };
  const session = await site.systemUserLogins.logIn({ ...proof, ...onAdmitted }, caller);
  const baseUrl = baseUrlOf(site.contextIdentifier);
  return site.identityTokens.ofSystemUser(session.associate, {
    issuer: systemUserIssuer,
    ticket: session.ticketText,
    systemToken: session.systemToken,
    netServerUrl: baseUrl + site.netServerPath,
    webApiUrl: `${baseUrl}/api/`,
  });
}

function isRefusal(error: unknown): error is Error {
  if (error instanceof DomainError) return error.code !== 'unavailable';
  return error instanceof AuthorizeError;
}
