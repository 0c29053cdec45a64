/**
 * The login of persons by OpenID Connect: authorization with its pages, tokens, revocation and
 * logout. Only for Online installations.
 */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, isUnavailable } from '../domain/errors.ts';
import { readMediaType } from '../media/media-type.ts';
import { answerOAuthError } from '../oauth/answer-error.ts';
import { ClientAssertions } from '../oauth/client-assertions.ts';
import { pageHeaders } from '../pages/html-page.ts';
import { isForm, readFormFields } from '../web/form-fields.ts';
import { addRoute, type WebHandler } from '../web/routes.ts';
import { WebProblem, webProblemOf } from '../web/web-problem.ts';
import { type Authorization, continueAuthorization, FORM_PATH } from './authorization.ts';
import { errorMembers, sendAnswer } from './authorization-answer.ts';
import { LoginProblem, ReturnedError } from './authorization-error.ts';
import {
  type AuthorizationParameters,
  readAuthorizationRequest,
  readReturnAddress,
  takeParameters,
} from './authorization-request.ts';
import { BrowserStates, createBrowser, type LoginState } from './browser-state.ts';
import { type FormFields, submitForm } from './form-actions.ts';
import { chooseLanguage } from './login-language.ts';
import { endPage, signedOutPage } from './login-pages.ts';
import type { SignInOptions } from './login-site.ts';
import { revokePersonToken } from './revocation.ts';
import { endSignIn, returnAddressOf } from './sign-out.ts';
import { queryPairs, readTokenParameters } from './token-parameters.ts';
import { grantPersonTokens } from './tokens.ts';

/** The tenant that stands for all in a path. */
const ANY_TENANT = 'common';

export function signInPlugin(options: SignInOptions): FastifyPluginAsync {
  const browsers = new BrowserStates(options.tokenKeys, options.installationId, options.clock);
  return async (app) => {
    await app.register(async (pages) => addPages(pages, options, browsers));
    await app.register(async (endpoints) => addEndpoints(endpoints, options));
  };
}

function addPages(app: FastifyInstance, options: SignInOptions, browsers: BrowserStates): void {
  app.setErrorHandler((error, request, reply) => answerWithPage(options, error, request, reply));
  const authorize: WebHandler = async (request, reply) => {
    request.context.operation = 'login.authorize';
    const isPost = request.method === 'POST';
    const parameters = takeParameters(isPost ? formPairs(request) : queryPairs(request.url));
    const state = { parameters, tenant: tenantInPath(request), signInId: null };
    return answerRequest({ options, browsers, request, reply }, state);
  };
  // Applications may send a form (OpenID Connect Core section 3.1.2.1).
  const config = { acceptsAnyOrigin: true };
  const handlers = { GET: authorize, POST: authorize };
  addRoute(app, '/login/:tenant/oauth/authorize', handlers, undefined, config);
  const submit: WebHandler = async (request, reply) => {
    requireSameSite(request);
    const fields = new Map(formPairs(request));
    const isSecure = isSecureRequest(request);
    const browser = await browsers.read(request.headers, isSecure);
    const returned = await browsers.openForm(fields.get('request') ?? '', browser);
    if (!returned) throw new LoginProblem('repeated');
    const { isOwn, ...state } = returned;
    const text = (name: string) => fields.get(name) ?? '';
    return answerRequest({ options, browsers, request, reply }, state, isOwn ? text : 'not-own');
  };
  addRoute(app, FORM_PATH, { POST: submit }, undefined, config);
  const signOut: WebHandler = async (request, reply) => {
    const { context } = request;
    context.operation = 'login.logout';
    const isSecure = isSecureRequest(request);
    const browser = await browsers.read(request.headers, isSecure);
    if (browser) await endSignIn(options, context, browser);
    context.outcome = 'succeeded';
    reply.header('Set-Cookie', browsers.printNone(isSecure));
    const isPost = request.method === 'POST';
    const pairs = isPost ? formPairs(request) : queryPairs(request.url);
    const address = await returnAddressOf(options, pairs);
    if (address !== null) {
      reply.code(303).header('Location', address).header('Referrer-Policy', 'no-referrer');
      return '';
    }
    reply.headers(pageHeaders);
    return signedOutPage(languageOf(request));
  };
  addRoute(app, '/login/logout', { GET: signOut, POST: signOut }, undefined, config);
  for (const path of ['/login', '/login/*']) {
    app.all(path, async () => {
      throw new WebProblem(404, 'There is nothing at this address.');
    });
  }
}

function addEndpoints(app: FastifyInstance, options: SignInOptions): void {
  app.setErrorHandler((error, request, reply) => answerOAuthError(options, error, request, reply));
  const assertions = new ClientAssertions(options);
  const tokens: WebHandler = async (request, reply) => {
    const { context, headers, body, url } = request;
    context.operation = 'login.tokens';
    const answered = await grantPersonTokens({
      options,
      assertions,
      context,
      authorization: headers.authorization,
      form: await readTokenParameters(url, headers['content-type'], body),
      path: url.replace(/\?.*$/s, ''),
    });
    context.outcome = 'succeeded';
    reply.header('Pragma', 'no-cache');
    return answered;
  };
  const revoke: WebHandler = async ({ context, headers, body, url }) => {
    context.operation = 'login.revoke';
    const form = await readTokenParameters(url, headers['content-type'], body);
    const isRevoked = await revokePersonToken(options, context, form.require('token'));
    context.outcome = isRevoked ? 'token-revoked' : 'nothing-to-revoke';
    return {};
  };
  addRoute(app, '/login/:tenant/oauth/tokens', { POST: tokens });
  addRoute(app, '/login/:tenant/oauth/revoke', { POST: revoke });
}

interface Arrived {
  readonly options: SignInOptions;
  readonly browsers: BrowserStates;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Answers an authorization request, which is checked again with each form.
 *
 * @param fields the form that came back. Null for none, `not-own` for one that must do nothing.
 */
async function answerRequest(
  { options, browsers, request: http, reply }: Arrived,
  state: LoginState,
  fields: FormFields | 'not-own' | null = null,
): Promise<string> {
  const { parameters } = state;
  const address = await readReturnAddress(parameters, options.findApplication);
  const { notes } = http.context.caller;
  if (notes) notes.application = address.application.name;
  const language = languageOf(http, parameters);
  try {
    const request = readAuthorizationRequest(parameters, address);
    const isSecure = isSecureRequest(http);
    const browser = (await browsers.read(http.headers, isSecure)) ?? createBrowser(null);
    const common = { options, browsers, http, reply, language, isSecure };
    const authorization: Authorization = { ...common, request, state, browser };
    if (fields === null) return await continueAuthorization(authorization);
    if (fields === 'not-own') return await continueAuthorization(authorization, 'too-old');
    return await submitForm(authorization, fields);
  } catch (error) {
    if (!(error instanceof ReturnedError)) throw error;
    if (notes) notes.error = error;
    http.context.outcome = error.code;
    return sendAnswer(reply, address, errorMembers(address, error), language);
  }
}

function tenantInPath({ params }: FastifyRequest): string | null {
  const { tenant = '' } = params as { readonly tenant?: string };
  return tenant.toLowerCase() === ANY_TENANT ? null : tenant;
}

/** Browsers say where a form comes from. Those that do not are stopped by the state in the form. */
function requireSameSite({ headers }: FastifyRequest): void {
  const from = headers['sec-fetch-site'];
  if (from === undefined || from === 'same-origin' || from === 'none') return;
  throw new WebProblem(403, 'Only a page of this server may send this form.');
}

/** @throws WebProblem */
function formPairs({ headers, body }: FastifyRequest) {
  const mediaType = readMediaType(headers['content-type']);
  if (!isForm(mediaType)) throw new WebProblem(415, 'Expected a form.');
  const bytes = body instanceof Uint8Array ? body : Buffer.alloc(0);
  return readFormFields(bytes, mediaType?.charset ?? null);
}

function isSecureRequest({ context }: FastifyRequest): boolean {
  return context.baseUrlOf('').startsWith('https:');
}

function languageOf({ headers }: FastifyRequest, { ui_locales }: AuthorizationParameters = {}) {
  return chooseLanguage(headers['accept-language'], ui_locales ?? null);
}

/** Nothing is sent elsewhere: it is not certain where the request comes from. */
function answerWithPage(
  { onUnexpectedError }: SignInOptions,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { context } = request;
  if (context.caller.notes) context.caller.notes.error = error;
  const isBusy = error instanceof DomainError && error.code === 'busy';
  const problem = webProblemOf(error);
  const isKnown = isBusy || problem !== null || error instanceof LoginProblem;
  if (!isKnown) onUnexpectedError(error, context.caller.requestId);
  context.outcome = isKnown ? 'refused' : 'error';
  if (isBusy) reply.header('Retry-After', '5');
  const isServerAway = isBusy || isUnavailable(error);
  reply.code(problem?.status ?? (isServerAway ? 503 : isKnown ? 400 : 500));
  reply.headers({ ...problem?.headers, ...pageHeaders });
  const reason = error instanceof LoginProblem ? error.problem : problem ? 'repeated' : 'server';
  return reply.send(endPage(languageOf(request), isBusy ? 'busy' : reason));
}
