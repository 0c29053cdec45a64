/** Serves the routes of the control API. */
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { closestMatch } from 'leven';
import { DomainError } from '../../domain/errors.ts';
import { addRoute, type WebHandler } from '../../web/routes.ts';
import { WebProblem } from '../../web/web-problem.ts';
import type { TestServer } from '../test-server.ts';
import { controlErrorOf, unexpectedError } from './control-error.ts';
import { requireAllowed } from './control-guard.ts';
import { controlOpenApi, OPENAPI_PATH } from './control-openapi.ts';
import type { ControlRoute } from './control-route.ts';
import { controlRoutes } from './control-routes.ts';
import { readJsonBody, readTextBody } from './read-input.ts';

export interface ControlOptions {
  readonly server: TestServer;
  readonly onUnexpectedError: (error: unknown) => void;
}

export function controlPlugin({ server, onUnexpectedError }: ControlOptions): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler((error, _request, reply) => {
      const known = controlErrorOf(error);
      if (!known) onUnexpectedError(error);
      const { status, error: code, message, headers } = known ?? unexpectedError;
      return reply.code(status).headers(headers).send({ error: code, message });
    });
    app.addHook('onRequest', async ({ raw, routeOptions }) => {
      requireAllowed(raw, server.controlToken, routeOptions.config?.isPublic === true);
    });
    for (const path of new Set(controlRoutes.map(({ path }) => path))) addPath(app, server, path);
    addRoute(app, OPENAPI_PATH, { GET: async () => controlOpenApi() }, undefined, config);
    app.all('/*', async ({ url }) => {
      throw nothingAt(url);
    });
  };
}

const DISCONNECTED = new DomainError('unavailable', 'The client has disconnected.');

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a route of the control API needs no token. */
    readonly isPublic?: boolean;
  }
}

/** The guard is stricter than the rule of the other protocols. */
const config = { acceptsAnyOrigin: true } as const;

function addPath(app: FastifyInstance, server: TestServer, path: string): void {
  const routes = controlRoutes.filter((route) => route.path === path);
  const handlers = Object.fromEntries(
    routes.map((route) => [route.method, handlerOf(server, route)]),
  );
  const isPublic = routes.every((route) => route.isPublic);
  addRoute(app, path.replace(/\{(\w+)\}/, ':key'), handlers, undefined, { ...config, isPublic });
}

function handlerOf(server: TestServer, route: ControlRoute): WebHandler {
  return async (request, reply) => {
    const { key = '' } = request.params as { readonly key?: string };
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort(DISCONNECTED));
    const call = { key, gone: gone.signal };
    const answer = await route.perform(server, givenTo(route, request), call);
    reply.code(route.status);
    return route.answer === null ? undefined : answer;
  };
}

function givenTo({ method, takesYaml }: ControlRoute, request: FastifyRequest): unknown {
  const { query, body, headers } = request;
  if (method === 'GET') return { ...(query as object) };
  const contentType = headers['content-type'];
  return takesYaml ? readTextBody(contentType, body) : readJsonBody(contentType, body);
}

function nothingAt(url: string): WebProblem {
  const [path = ''] = url.split('?');
  const paths = [...new Set(controlRoutes.map(({ path }) => path)), OPENAPI_PATH];
  const nearest = closestMatch(path, paths) ?? '';
  const message = `There is nothing at ${path} in the control API; did you mean ${nearest}?`;
  return new WebProblem(404, `${message} See ${OPENAPI_PATH}.`);
}
