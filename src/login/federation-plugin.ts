/** The federated login for programs: discovery, keys, certificate, and tickets of system users. */
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { FederationKeys } from '../domain/federation/federation-keys.ts';
import { certificatePem } from '../domain/keys/certificate.ts';
import { CACHEABLE, cacheControlWithBaseUrl } from '../web/cache-control.ts';
import { addRoute, type WebHandler } from '../web/routes.ts';
import { WebProblem } from '../web/web-problem.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import { discoveryOf, jwksOf, loginPaths } from './discovery.ts';
import { answerLoginProblem } from './login-problem.ts';
import { addSystemUserRoutes, type SystemUserRoutesOptions } from './system-user-routes.ts';

export interface FederationOptions extends SystemUserRoutesOptions {
  readonly keys: FederationKeys;
  /** The issuer of identity tokens. Null for the base URL. */
  readonly issuer: string | null;
}

/** Only for Online installations. */
export function federationPlugin(options: FederationOptions): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler((error, request, reply) =>
      answerLoginProblem(options.onUnexpectedError, error, request, reply),
    );
    addDescriptions(app, options);
    addCertificates(app, options);
    addSystemUserRoutes(app, options);
  };
}

function addDescriptions(app: FastifyInstance, { keys, issuer }: FederationOptions): void {
  const discover: WebHandler = async ({ context }, reply) => {
    context.operation = 'login.discovery';
    requireRoot(context);
    const origin = context.baseUrlOf('');
    reply.header('Cache-Control', cacheControlWithBaseUrl(context));
    return discoveryOf(issuer ?? origin, origin);
  };
  for (const path of loginPaths.discovery) addRoute(app, path, { GET: discover });
  addRoute(app, loginPaths.jwks, {
    GET: async ({ context }, reply) => {
      context.operation = 'login.jwks';
      requireRoot(context);
      reply.header('Cache-Control', CACHEABLE);
      return jwksOf(await keys.published());
    },
  });
}

function addCertificates(app: FastifyInstance, { keys }: FederationOptions): void {
  const certificate =
    (type: string, print: (certificate: Buffer) => Buffer | string): WebHandler =>
    async ({ context }, reply) => {
      context.operation = 'login.certificate';
      requireRoot(context);
      reply.header('Cache-Control', CACHEABLE).type(type);
      return print((await keys.current()).certificate);
    };
  addRoute(app, loginPaths.certificatePem, {
    GET: certificate('application/x-pem-file', certificatePem),
  });
  addRoute(app, loginPaths.certificateDer, {
    GET: certificate('application/pkix-cert', (der) => der),
  });
}

/** The login is at the root, not at a tenant. */
function requireRoot({ firstSegment }: WebRequestContext): void {
  if (firstSegment === '') return;
  throw new WebProblem(404, 'This is at the root of the server, without a tenant in the path.');
}
