/** OAuth 2.0 for applications: metadata, tokens, introspection and revocation. */
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Clock } from '../domain/clock.ts';
import type { AccessTokenAlgorithm } from '../domain/keys/signing-key.ts';
import type { SigningKeys } from '../domain/keys/signing-keys.ts';
import { noteAdmitted } from '../domain/request-notes.ts';
import type { RevokedTokenStore } from '../domain/sessions/access-token.ts';
import { CACHEABLE, cacheControlWithBaseUrl } from '../web/cache-control.ts';
import { addRoute, type WebHandler } from '../web/routes.ts';
import { explainProblem, findSite, type Sites } from '../web/sites.ts';
import { WebProblem } from '../web/web-problem.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import { answerOAuthError } from './answer-error.ts';
import { ClientAssertions } from './client-assertions.ts';
import { authenticateClient } from './client-authentication.ts';
import { explainClient } from './explain-client.ts';
import { readForm } from './form.ts';
import { introspect } from './introspection.ts';
import { metadataOf, paths } from './metadata.ts';
import { OAuthError } from './oauth-error.ts';
import type { OAuthRequest, OAuthSite } from './oauth-site.ts';
import { revoke } from './revocation.ts';
import { grantToken } from './token-endpoint.ts';

export interface OAuthOptions {
  readonly sites: Sites<OAuthSite>;
  readonly signingKeys: SigningKeys;
  /** The algorithm that signs new JWTs. */
  readonly signingAlgorithm: AccessTokenAlgorithm;
  readonly usedAssertions: RevokedTokenStore;
  readonly clock: Clock;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

export function oauthPlugin(options: OAuthOptions): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler((error, request, reply) =>
      answerOAuthError(options, error, request, reply),
    );
    addDescriptions(app, options);
    const assertions = new ClientAssertions(options);
    const add = (path: string, name: string, answer: Answer) =>
      addRoute(app, path, { POST: endpoint(options, assertions, path, name, answer) });
    add(paths.token, 'oauth2.token', async (request) => ({
      outcome: 'succeeded',
      body: await grantToken(request, options.signingAlgorithm),
    }));
    add(paths.introspect, 'oauth2.introspect', async (request) => {
      const body = await introspect(request);
      return { outcome: body['active'] === true ? 'active' : 'inactive', body };
    });
    add(paths.revoke, 'oauth2.revoke', async (request) => ({
      outcome: await revoke(request),
      body: {},
    }));
    for (const path of ['/oauth2', '/oauth2/*', '/.well-known', '/.well-known/*']) {
      app.all(path, async () => {
        throw new WebProblem(404, `There is ${Object.values(paths).join(', ')}; nothing else.`);
      });
    }
  };
}

function addDescriptions(app: FastifyInstance, { sites, signingKeys, ...options }: OAuthOptions) {
  addRoute(app, paths.metadata, {
    GET: async ({ context }, reply) => {
      context.operation = 'oauth2.metadata';
      const { contextIdentifier } = await requireSite(sites, context);
      return withFaults(context, null, async () => {
        reply.header('Cache-Control', cacheControlWithBaseUrl(context));
        return metadataOf(context.baseUrlOf(contextIdentifier), context.baseUrlIsSure);
      });
    },
  });
  addRoute(app, paths.jwks, {
    GET: async ({ context }, reply) => {
      context.operation = 'oauth2.jwks';
      await requireSite(sites, context);
      return withFaults(context, null, async () => {
        await signingKeys.current(options.signingAlgorithm);
        const published = await signingKeys.published();
        reply.header('Cache-Control', CACHEABLE);
        return {
          keys: published.map(({ publicJwk, algorithm, keyId }) => ({
            ...publicJwk,
            use: 'sig',
            alg: algorithm,
            kid: keyId,
          })),
        };
      });
    },
  });
}

/**
 * Lets the faults that a test injects act on a request.
 *
 * @param ticket the ticket or token that it presents, or null.
 */
function withFaults<R>(
  { caller: { faults }, operation }: WebRequestContext,
  ticket: string | null,
  work: () => Promise<R>,
): Promise<R> {
  return faults ? faults.perform({ operation: operation ?? '', ticket }, work) : work();
}

/** Makes the answer of an endpoint, with one word for the log. */
type Answer = (
  request: OAuthRequest,
) => Promise<{ readonly outcome: string; readonly body: object }>;

function endpoint(
  { sites }: OAuthOptions,
  assertions: ClientAssertions,
  path: string,
  name: string,
  answer: Answer,
): WebHandler {
  return async ({ context, headers, body }, reply) => {
    context.operation = name;
    const site = await requireSite(sites, context);
    const issuer = context.baseUrlOf(site.contextIdentifier);
    const form = readForm(headers['content-type'], body);
    const audiences = context.baseUrlIsSure ? [issuer, issuer + paths.token, issuer + path] : [];
    const { address, notes = null, faults } = context.caller;
    const proof = { authorization: headers.authorization, form, site, address, audiences, notes };
    const ticket = faults ? (form.find('subject_token') ?? form.find('token')) : null;
    const answered = await withFaults(context, ticket, async () => {
      const application = await authenticateClient(proof, assertions).catch(async (error) => {
        if (error instanceof OAuthError && error.error === 'invalid_client') {
          if (notes) notes.findCause ??= () => explainClient(proof, assertions);
          await recordRefusal(site, context, form.find('client_id'));
        }
        throw error;
      });
      if (notes) noteAdmitted(notes, { application });
      if (faults) await faults.admitted();
      site.admission.requireRate(application);
      return answer({ site, context, issuer, form, application });
    });
    context.outcome = answered.outcome;
    // For HTTP/1.0 (RFC 6749 section 5.1).
    reply.header('Pragma', 'no-cache');
    return answered.body;
  };
}

/** Records the application only if it exists, because a client may send a secret as its id. */
async function recordRefusal(
  { applications, audit }: OAuthSite,
  context: WebRequestContext,
  clientId: string | null,
) {
  const application = clientId === null ? null : await applications.findClient(clientId);
  await audit.record(context.caller, {
    action: 'client-authentication',
    outcome: 'refused',
    application: application?.name ?? null,
    detail: { operation: context.operation },
  });
}

async function requireSite(
  sites: Sites<OAuthSite>,
  context: WebRequestContext,
): Promise<OAuthSite> {
  const site = await findSite(sites, context);
  if (typeof site === 'object') return site;
  throw new OAuthError('invalid_request', explainProblem(site, context.firstSegment), 421);
}
