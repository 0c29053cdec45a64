/** The console as a Fastify plug-in: its API below `/api`, and the files of its pages. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditCaller } from '../domain/audit/audit-trail.ts';
import { ApiRefusal, apiErrorOf, unexpectedError } from '../json-api/api-error.ts';
import { apiPlugin } from '../json-api/api-plugin.ts';
import { acceptedCoding } from '../web/body.ts';
import { addRoute, type WebHandler } from '../web/routes.ts';
import { WebProblem } from '../web/web-problem.ts';
import type { ConsoleCall } from './console-call.ts';
import { cookieNameOf, printCookie, readCookie } from './console-cookie.ts';
import type { ConsoleDoor, SignedIn } from './console-door.ts';
import { requireOwnHost, requireOwnPage, requireOwnPageOrVisit } from './console-guard.ts';
import { securityHeaders } from './console-headers.ts';
import { consoleOpenApi } from './console-openapi.ts';
import type { OriginOptions } from './console-origins.ts';
import type { ConsoleParts } from './console-parts.ts';
import { consoleRoutes } from './console-routes.ts';
import type { JournalStreams } from './journal-streams.ts';
import type { StaticFile } from './static-files.ts';

export interface ConsolePluginOptions {
  readonly parts: ConsoleParts;
  readonly door: ConsoleDoor;
  readonly streams: JournalStreams;
  readonly origins: OriginOptions;
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly onUnexpectedError: (error: unknown) => void;
}

const API = '/api';
/** A page asks for these by itself. They do not keep a session alive. */
const NOT_USED_BY_PEOPLE: readonly string[] = ['/session', '/overview', '/journal/stream'];
const KEPT_FOR_EVER = 'public, max-age=31536000, immutable';

/** Who sends a request, as far as the guard has found out. */
interface Sender {
  readonly origin: string;
  readonly caller: AuditCaller;
  readonly secret: string | null;
  readonly signedIn: SignedIn | null;
}

export function consolePlugin(options: ConsolePluginOptions): FastifyPluginAsync {
  const { parts, door, streams, origins, files, onUnexpectedError } = options;
  const senders = new WeakMap<FastifyRequest, Sender>();
  const cookieName = (origin: string) =>
    cookieNameOf(parts.backend().registry.installation.id, isSecure(origin));

  const guard = async (request: FastifyRequest, isPublic: boolean) => {
    const origin = requireOwnHost(request.raw, origins);
    requireOwnPage(request.raw, origin);
    const caller = callerOf(request);
    const secret = readCookie(request.headers, cookieName(origin));
    const isUse = !NOT_USED_BY_PEOPLE.includes(pathBelowApi(request));
    const signedIn = await door.find(secret, caller, isUse);
    if (!signedIn && !isPublic) throw notSignedIn(secret);
    senders.set(request, { origin, caller, secret, signedIn });
  };

  const subjectOf = (request: FastifyRequest, reply: FastifyReply): ConsoleCall => {
    const sender = senders.get(request);
    if (!sender) throw new Error('The request was not guarded.');
    const { origin, caller, secret, signedIn } = sender;
    return {
      ...{ parts, door, streams, caller, secret, signedIn },
      lastEventId: textOf(request.headers['last-event-id']),
      setCookie: (set) => {
        reply.header('Set-Cookie', printCookie(cookieName(origin), set, isSecure(origin)));
      },
      setHeader: (name, value) => {
        reply.header(name, value);
      },
    };
  };

  return async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers(securityHeaders);
    });
    app.setErrorHandler((error, _request, reply) => {
      const known = apiErrorOf(error);
      if (!known) onUnexpectedError(error);
      const { status, error: code, message, headers } = known ?? unexpectedError;
      return reply.code(status).headers(headers).send({ error: code, message });
    });
    const sendPage: WebHandler = async (request, reply) => {
      requireOwnPageOrVisit(request.raw, requireOwnHost(request.raw, origins));
      return sendFile(files, request, reply);
    };
    addRoute(app, '/*', { GET: sendPage }, undefined, { acceptsAnyOrigin: true });
    const routes = consoleRoutes;
    const name = 'the API of the console';
    const openApi = consoleOpenApi;
    const api = apiPlugin({ name, routes, openApi, guard, subjectOf, onUnexpectedError });
    await app.register(api, { prefix: API });
  };
}

function sendFile(
  files: ReadonlyMap<string, StaticFile>,
  request: FastifyRequest,
  reply: FastifyReply,
): Buffer {
  const [path = ''] = request.url.split('?');
  const file = files.get(path);
  if (!file) {
    const problem = files.size === 0 ? 'The pages of the console were not built' : 'No such file';
    throw new WebProblem(404, `${problem}: ${path}. The API is below ${API}.`);
  }
  const isGzipped = acceptedCoding(request.headers['accept-encoding']) === 'gzip';
  reply.type(file.type).header('Vary', 'Accept-Encoding');
  if (file.isHashed) reply.header('Cache-Control', KEPT_FOR_EVER);
  if (isGzipped) reply.header('Content-Encoding', 'gzip');
  return isGzipped ? file.gzipped : file.bytes;
}

function notSignedIn(secret: string | null): ApiRefusal {
  const message =
    secret === null
      ? 'Nobody is signed in. Make a link by "ticketoffice console link", or sign in by password.'
      : 'The session has ended. Sign in again.';
  return new ApiRefusal(401, 'not-signed-in', message);
}

function callerOf({ raw, headers }: FastifyRequest): AuditCaller {
  const address = (raw.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  return { address, userAgent: headers['user-agent'] ?? null };
}

function pathBelowApi({ url }: FastifyRequest): string {
  const [path = ''] = url.split('?');
  return path.slice(API.length).toLowerCase();
}

function isSecure(origin: string): boolean {
  return origin.startsWith('https:');
}

function textOf(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
