/**
 * Decides what a person sees next: the choice of a company, the sign-in, the consent, or the
 * application with its answer.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authorise, isPermitted, type UserActor } from '../domain/actor.ts';
import type { Session } from '../domain/sessions/sessions.ts';
import { findByLoginName, signInNameOf } from '../domain/users/login-names.ts';
import { pageHeadersFor } from '../pages/html-page.ts';
import { type AnswerMembers, formTargetOf, sendAnswer } from './authorization-answer.ts';
import { ReturnedError } from './authorization-error.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { Browser, BrowserStates, LoginState } from './browser-state.ts';
import type { LoginLanguage } from './login-language.ts';
import { askPage, choicePage, consentPage, type FormParts, signInPage } from './login-pages.ts';
import { findSiteOf, issuerOf, type SignInOptions, type SignInSite } from './login-site.ts';
import type { FormProblem } from './login-texts.ts';
import {
  issueIdToken,
  issuePersonAccessToken,
  lifetimeSecondsOf,
  type PersonTokenParts,
} from './person-tokens.ts';

/** An authorization request on its way to its answer. */
export interface Authorization {
  readonly options: SignInOptions;
  readonly browsers: BrowserStates;
  readonly http: FastifyRequest;
  readonly reply: FastifyReply;
  readonly language: LoginLanguage;
  readonly isSecure: boolean;
  readonly request: AuthorizationRequest;
  readonly state: LoginState;
  readonly browser: Browser;
}

/** A person at a company that uses the application. */
interface Person {
  readonly site: SignInSite;
  readonly session: Session;
  readonly actor: UserActor;
}

/** Where a form of these pages goes. */
export const FORM_PATH = '/login/continue';

/**
 * Returns the body of the next answer.
 *
 * @param problem what was wrong with the form that the person has sent, or null.
 * @throws ReturnedError for the application.
 */
export async function continueAuthorization(
  authorization: Authorization,
  problem: FormProblem | null = null,
  hasConsented = false,
): Promise<string> {
  const { request, options, http } = authorization;
  const tenant = tenantOf(authorization);
  if (tenant === null) return showChoice(authorization, problem);
  const found = await findSiteOf(options, tenant, request.application);
  if (!found) return showChoice(authorization, 'no-company');
  const { site, application } = found;
  const { notes } = http.context.caller;
  if (notes) notes.tenant = site.contextIdentifier;
  const session = await findSession(authorization, site);
  if (!session) return showSignIn(authorization, site, problem);
  const principal = await site.stores.associates.principal(session.associate);
  const { caller } = http.context;
  const person = {
    site,
    session,
    actor: { kind: 'user', principal, application, caller } as const,
  };
  if ((await site.consents.stateOf(application)) !== 'given') {
    const mayConsent = isPermitted(person.actor, 'administer-consents');
    if (!hasConsented || !mayConsent) return showConsent(authorization, person, mayConsent);
    await site.consents.give(authorise(person.actor, 'administer-consents'), application);
  }
  return answer(authorization, person);
}

function tenantOf({ request, state, browser }: Authorization): string | null {
  const asked = state.tenant ?? request.tenant;
  if (asked !== null || request.prompts.has('select_account')) return asked;
  return browser.signedIn?.contextIdentifier ?? null;
}

/** Returns the session of the person who is signed in, if it serves this request. */
async function findSession(
  { request, state, browser, options: { clock } }: Authorization,
  site: SignInSite,
): Promise<Session | null> {
  const { signedIn } = browser;
  if (signedIn?.contextIdentifier !== site.contextIdentifier) return null;
  const session = await site.sessions.open(signedIn.ticket);
  if (!session || state.signInId === browser.id) return session;
  const { prompts, maxAgeSeconds, loginHint } = request;
  if (prompts.has('login') || prompts.has('select_account')) return null;
  if (maxAgeSeconds !== null && clock.now() - signedIn.atMs > maxAgeSeconds * 1000) return null;
  if (loginHint === null) return session;
  const hinted = await findByLoginName(site.stores.associates, loginHint);
  return hinted === null || hinted.id === session.associate.id ? session : null;
}

async function showChoice(
  authorization: Authorization,
  problem: FormProblem | null,
): Promise<string> {
  requireMayAsk(authorization, 'interaction_required', 'The company must be chosen.');
  authorization.http.context.operation = 'login.company';
  // The company that was asked for is not in this form, so that another can be chosen.
  const state = { ...authorization.state, tenant: null };
  return show(authorization, state, problem, (parts) => choicePage(parts));
}

async function showSignIn(
  authorization: Authorization,
  site: SignInSite,
  problem: FormProblem | null,
): Promise<string> {
  requireMayAsk(authorization, 'login_required', 'The person must sign in.');
  const { request, state, http } = authorization;
  http.context.operation ??= 'login.sign-in';
  const company = await site.companyName();
  const bound = { ...state, tenant: site.contextIdentifier };
  return show(authorization, bound, problem, (parts) =>
    signInPage({ ...parts, company }, request.loginHint ?? '', request.tenant === null),
  );
}

async function showConsent(
  authorization: Authorization,
  { site, actor }: Person,
  mayConsent: boolean,
): Promise<string> {
  requireMayAsk(authorization, 'consent_required', 'The company must consent.');
  const { state } = authorization;
  const company = await site.companyName();
  const bound = { ...state, tenant: site.contextIdentifier };
  const { application, principal } = actor;
  const userName = signInNameOf(principal.associate);
  return show(authorization, bound, null, (parts) =>
    mayConsent
      ? consentPage({ ...parts, company }, userName, application?.serverToServer ?? false)
      : askPage({ ...parts, company }, userName),
  );
}

/** With the prompt `none`, an application asks for an answer without any page. */
function requireMayAsk(
  { request }: Authorization,
  code: 'interaction_required' | 'login_required' | 'consent_required',
  message: string,
): void {
  if (request.prompts.has('none')) throw new ReturnedError(code, message);
}

async function show(
  { browsers, browser, request, reply, language, isSecure, http }: Authorization,
  state: LoginState,
  problem: FormProblem | null,
  print: (parts: FormParts) => string,
): Promise<string> {
  reply.header('Set-Cookie', await browsers.print(browser, isSecure));
  // Browsers apply this to the redirects that answer a form, too.
  reply.headers(pageHeadersFor({ formTargets: [formTargetOf(request.redirectUri)] }));
  if (problem !== null) reply.code(400);
  http.context.outcome = problem ?? 'asked';
  return print({
    language,
    action: http.context.baseUrlOf('') + FORM_PATH,
    request: await browsers.sealForm(state, browser),
    application: request.application.name,
    problem,
  });
}

/** Sends the person back to the application, with a code or with tokens. */
async function answer(authorization: Authorization, person: Person): Promise<string> {
  const { request, options, http, reply, language, browsers, browser, isSecure } = authorization;
  const { site, actor } = person;
  const { application } = actor;
  if (!application) throw new Error('The application is known here.');
  const { context } = http;
  const { caller } = context;
  // The application's own session: it does not end when the person signs out here.
  const session = await site.sessions.start(person.session.associate, caller);
  const { responseTypes, redirectUri, nonce, codeChallenge } = request;
  const grant = { ticketId: session.ticket.id, redirectUri, nonce, codeChallenge };
  const code = responseTypes.has('code')
    ? await site.signInGrants.issueCode(actor, application, grant)
    : null;
  const parts = { site, application, context, issuer: issuerOf(options, context) };
  const members = await answerMembers(parts, request, session, code);
  reply.header('Set-Cookie', await browsers.print(browser, isSecure));
  context.operation = 'login.authorize';
  context.outcome = 'succeeded';
  return sendAnswer(reply, request, members, language);
}

/**
 * With a code, `state` and then the code come first: some clients take them by their position.
 * Without one, the order is that of the original's implicit answers.
 */
async function answerMembers(
  parts: PersonTokenParts,
  { responseTypes, nonce, state }: AuthorizationRequest,
  session: Session,
  code: string | null,
): Promise<AnswerMembers> {
  const accessToken = responseTypes.has('token')
    ? await issuePersonAccessToken(parts, session)
    : null;
  const idToken = responseTypes.has('id_token')
    ? await issueIdToken(parts, session.associate, { nonce, accessToken, code })
    : null;
  const lifetime = accessToken === null ? null : String(lifetimeSecondsOf(parts.site));
  const before: AnswerMembers = [
    ['access_token', accessToken],
    ['token_type', accessToken && 'bearer'],
  ];
  const own: AnswerMembers = [
    ['state', state],
    ['code', code],
  ];
  const after: AnswerMembers = [
    ['expires_in', lifetime],
    ['id_token', idToken],
  ];
  return code === null ? [...before, ...own, ...after] : [...own, ...before, ...after];
}
