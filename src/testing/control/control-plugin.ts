/** Serves the routes of the control API. */
import type { FastifyPluginAsync } from 'fastify';
import { apiPlugin } from '../../json-api/api-plugin.ts';
import type { TestServer } from '../test-server.ts';
import { requireAllowed } from './control-guard.ts';
import { controlOpenApi } from './control-openapi.ts';
import { controlRoutes } from './control-routes.ts';

export interface ControlOptions {
  readonly server: TestServer;
  readonly onUnexpectedError: (error: unknown) => void;
}

export function controlPlugin({ server, onUnexpectedError }: ControlOptions): FastifyPluginAsync {
  return apiPlugin({
    name: 'the control API',
    routes: controlRoutes,
    openApi: controlOpenApi,
    guard: async ({ raw }, isPublic) => requireAllowed(raw, server.controlToken, isPublic),
    subjectOf: () => server,
    onUnexpectedError,
  });
}
