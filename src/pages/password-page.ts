/** The page to which mailed links lead: a user chooses a new password there. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, isUnavailable } from '../domain/errors.ts';
import type { PasswordResets } from '../domain/passwords/password-resets.ts';
import { readMediaType } from '../media/media-type.ts';
import { isForm, readFormFields } from '../web/form-fields.ts';
import { addRoute, type WebHandler } from '../web/routes.ts';
import { explainProblem, findSite, type Sites } from '../web/sites.ts';
import { WebProblem, webProblemOf } from '../web/web-problem.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import { pageHeaders } from './html-page.ts';
import { donePage, endedPage, formPage, problemPage } from './password-html.ts';

/** What the page serves at a tenant. */
export interface PasswordSite {
  /** Empty on-site. */
  readonly contextIdentifier: string;
  readonly passwordResets: Pick<PasswordResets, 'open' | 'complete'>;
}

export interface PasswordPageOptions {
  readonly sites: Sites<PasswordSite>;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

const PATH = '/password';
const UNEXPECTED = 'The server could not do this because of an error of its own. Try again later.';
const BUSY = 'The server is busy. Go back, and try again in a few seconds.';

export function passwordPagePlugin(options: PasswordPageOptions): FastifyPluginAsync {
  const { sites } = options;
  return async (app) => {
    app.setErrorHandler((error, request, reply) => answerError(options, error, request, reply));
    app.addHook('onSend', async (_request, reply) => {
      reply.headers(pageHeaders);
    });
    const handlers: Readonly<Record<'GET' | 'POST', WebHandler>> = {
      GET: async ({ context, query }, reply) => {
        context.operation = 'password.form';
        const { passwordResets } = await requireSite(sites, context);
        const { token } = query as { readonly token?: unknown };
        return showForm(passwordResets, reply, typeof token === 'string' ? token : '');
      },
      POST: (request, reply) => setPassword(sites, request, reply),
    };
    // Who has the token of a link may set the password from anywhere.
    addRoute(app, PATH, handlers, undefined, { acceptsAnyOrigin: true });
    app.all(`${PATH}/*`, async () => {
      throw new WebProblem(404, 'There is no page at this address.');
    });
  };
}

async function setPassword(
  sites: Sites<PasswordSite>,
  { context, headers, body }: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  context.operation = 'password.set';
  const { passwordResets } = await requireSite(sites, context);
  const { token, password, again } = readFields(headers['content-type'], body);
  const opened = await passwordResets.open(token);
  if (!opened) return answerEnded(reply);
  if (password !== again) {
    return showForm(passwordResets, reply, token, 'The two passwords differ. Type them again.');
  }
  try {
    const isSet = await passwordResets.complete(token, password, context.caller);
    if (!isSet) return answerEnded(reply);
    context.outcome = 'succeeded';
    return donePage(opened.userName);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'validation') throw error;
    return showForm(passwordResets, reply, token, error.message);
  }
}

async function showForm(
  passwordResets: PasswordSite['passwordResets'],
  reply: FastifyReply,
  token: string,
  problem: string | null = null,
): Promise<string> {
  const opened = await passwordResets.open(token);
  if (!opened) return answerEnded(reply);
  const { context } = reply.request;
  context.outcome = problem === null ? 'succeeded' : 'refused';
  if (problem !== null) reply.code(400);
  const { userName, policy } = opened;
  return formPage({ token, userName, charactersMin: policy.charactersMin, problem });
}

function answerEnded(reply: FastifyReply): string {
  reply.request.context.outcome = 'link-not-valid';
  reply.code(404);
  return endedPage();
}

/** Returns empty texts for missing fields. @throws WebProblem */
function readFields(contentType: string | undefined, body: unknown) {
  const mediaType = readMediaType(contentType);
  if (!isForm(mediaType)) throw new WebProblem(415, 'Expected the form of this page.');
  const bytes = body instanceof Uint8Array ? body : Buffer.alloc(0);
  const fields = new Map(readFormFields(bytes, mediaType?.charset ?? null));
  const text = (name: string) => fields.get(name) ?? '';
  return { token: text('token'), password: text('password'), again: text('again') };
}

async function requireSite(
  sites: Sites<PasswordSite>,
  context: WebRequestContext,
): Promise<PasswordSite> {
  const site = await findSite(sites, context);
  if (typeof site === 'object') return site;
  throw new WebProblem(421, explainProblem(site, context.firstSegment));
}

function answerError(
  { onUnexpectedError }: PasswordPageOptions,
  error: unknown,
  { context }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (context.caller.notes) context.caller.notes.error = error;
  const isBusy = error instanceof DomainError && error.code === 'busy';
  const problem = isBusy ? new WebProblem(503, BUSY, { 'Retry-After': '5' }) : webProblemOf(error);
  if (!problem) onUnexpectedError(error, context.caller.requestId);
  const { status, message, headers } =
    problem ?? new WebProblem(isUnavailable(error) ? 503 : 500, UNEXPECTED);
  context.outcome = problem ? 'refused' : 'error';
  return reply.code(status).headers(headers).send(problemPage(message));
}
