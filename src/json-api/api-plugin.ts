/** Serves the routes of a JSON API. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { closestMatch } from 'leven';
import { DomainError } from '../domain/errors.ts';
import { addRoute, type WebHandler } from '../web/routes.ts';
import { WebProblem } from '../web/web-problem.ts';
import { apiErrorOf, unexpectedError } from './api-error.ts';
import { OPENAPI_PATH } from './api-openapi.ts';
import type { ApiRoute } from './api-route.ts';
import { readJsonBody, readTextBody } from './read-input.ts';

export interface ApiOptions<S> {
  /** Such as `the control API`. */
  readonly name: string;
  readonly routes: readonly ApiRoute<S>[];
  readonly openApi: () => object;
  /**
   * Runs before the body is read.
   *
   * @param isPublic whether the route needs no credentials.
   * @throws WebProblem if the request is refused.
   */
  readonly guard: (request: FastifyRequest, isPublic: boolean) => Promise<void>;
  /** What a request acts on. */
  readonly subjectOf: (request: FastifyRequest, reply: FastifyReply) => S;
  readonly onUnexpectedError: (error: unknown) => void;
}

export function apiPlugin<S>(options: ApiOptions<S>): FastifyPluginAsync {
  const { routes, openApi, guard, onUnexpectedError } = options;
  return async (app) => {
    app.setErrorHandler((error, _request, reply) => {
      const known = apiErrorOf(error);
      if (!known) onUnexpectedError(error);
      const { status, error: code, message, headers } = known ?? unexpectedError;
      return reply.code(status).headers(headers).send({ error: code, message });
    });
    app.addHook('onRequest', (request) =>
      guard(request, request.routeOptions.config?.isPublic === true),
    );
    for (const path of new Set(routes.map(({ path }) => path))) addPath(app, options, path);
    addRoute(app, OPENAPI_PATH, { GET: async () => openApi() }, undefined, config);
    app.all('/*', async ({ url }) => {
      throw nothingAt(url, options);
    });
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a route needs no credentials. */
    readonly isPublic?: boolean;
  }
}

/** The guards are stricter than the rule of the other protocols. */
const config = { acceptsAnyOrigin: true } as const;

const DISCONNECTED = new DomainError('unavailable', 'The client has disconnected.');

function addPath<S>(app: FastifyInstance, options: ApiOptions<S>, path: string): void {
  const routes = options.routes.filter((route) => route.path === path);
  const handlers = Object.fromEntries(
    routes.map((route) => [route.method, handlerOf(options, route)]),
  );
  const isPublic = routes.every((route) => route.isPublic);
  addRoute(app, path.replace(/\{(\w+)\}/, ':key'), handlers, undefined, { ...config, isPublic });
}

function handlerOf<S>({ subjectOf }: ApiOptions<S>, route: ApiRoute<S>): WebHandler {
  return async (request, reply) => {
    // Fastify would read the stream to its end, and a live one has none.
    if (route.streams !== null && request.method === 'HEAD')
      return reply.type(route.streams).send();
    const { key = '' } = request.params as { readonly key?: string };
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort(DISCONNECTED));
    const call = { key, gone: gone.signal };
    const answer = await route.perform(subjectOf(request, reply), givenTo(route, request), call);
    reply.code(route.status);
    if (route.streams !== null) reply.type(route.streams);
    return route.answer === null ? undefined : answer;
  };
}

function givenTo<S>({ method, takesYaml }: ApiRoute<S>, request: FastifyRequest): unknown {
  const { query, body, headers } = request;
  if (method === 'GET') return { ...(query as object) };
  const contentType = headers['content-type'];
  return takesYaml ? readTextBody(contentType, body) : readJsonBody(contentType, body);
}

function nothingAt<S>(url: string, { name, routes }: ApiOptions<S>): WebProblem {
  const [path = ''] = url.split('?');
  const paths = [...new Set(routes.map(({ path }) => path)), OPENAPI_PATH];
  const nearest = closestMatch(path, paths) ?? '';
  const message = `There is nothing at ${path} in ${name}; did you mean ${nearest}?`;
  return new WebProblem(404, `${message} See ${OPENAPI_PATH}.`);
}
