/** REST: the operations of the contract by JSON, and what describes them. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Service } from '../contract/service.ts';
import { CurrentPrincipal } from '../contract/services88/current-principal.ts';
import { isUnavailable } from '../domain/errors.ts';
import { cacheControlWithBaseUrl } from '../web/cache-control.ts';
import { addRoute } from '../web/routes.ts';
import { explainProblem, type Sites } from '../web/sites.ts';
import { WebProblem } from '../web/web-problem.ts';
import { decodeJsonFields, JsonDecodeError } from '../xsd/decode-json.ts';
import { encodeJson, encodeJsonFields } from '../xsd/encode-json.ts';
import { requireJsonAccepted } from './accept.ts';
import { challengesOf, proofOf } from './authorization.ts';
import { describeOperation } from './describe-operation.ts';
import { openApiOf } from './openapi.ts';
import { operationsOf, type RestOperation, singleResponseOf } from './operations.ts';
import { readRequestBody } from './request-body.ts';
import { bodyOf, restErrorOf, unexpectedError } from './rest-error.ts';
import type { RestCall, RestSite } from './rest-site.ts';
import { STATE_PATH, tenantStateOf } from './tenant-state.ts';
import { timeZoneOf } from './time-zone.ts';
import { type Product, versionInfoOf } from './version-info.ts';

export interface RestOptions {
  readonly services: readonly Service[];
  readonly sites: Sites<RestSite>;
  readonly product: Product;
  /** Told to clients that name no time zone. */
  readonly timeZoneLocationCode: string;
  readonly now: () => number;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

const PRINCIPAL_PATH = '/api/v1/User/currentPrincipal';
const OPENAPI_PATH = '/api/openapi.json';

export function restPlugin(options: RestOptions): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler((error, request, reply) => answerError(options, error, request, reply));
    app.addHook('onRequest', async ({ headers, routeOptions }, reply) => {
      const timeZone = timeZoneOf(headers['so-timezone'], options.timeZoneLocationCode);
      // A cache may give that answer to other clients.
      const isShared = routeOptions.url === OPENAPI_PATH;
      if (timeZone !== null && !isShared) reply.header('SO-TimeZone', timeZone);
      requireJsonAccepted(headers.accept);
    });
    for (const operation of operationsOf(options.services)) addOperation(app, options, operation);
    addRoute(app, PRINCIPAL_PATH, {
      GET: async (request) => {
        const site = await requireSite(options.sites, request);
        request.visit.operation = 'User.currentPrincipal';
        const principal = await site.currentPrincipal(callOf(request));
        request.visit.outcome = 'succeeded';
        return encodeJson(CurrentPrincipal, principal);
      },
    });
    addDescriptions(app, options);
    const agents = options.services.map(({ name }) => `/api/v1/Agents/${name}/...`).join(', ');
    app.all('/api/*', async () => {
      throw new WebProblem(
        404,
        `There is nothing at this address. There is ${agents}, ${PRINCIPAL_PATH} and /api.`,
      );
    });
  };
}

function addDescriptions(app: FastifyInstance, options: RestOptions): void {
  const { services, sites, product } = options;
  addRoute(app, '/api', {
    GET: async (request) => {
      const { visit } = request;
      const tenant = visit.firstSegment === '' ? '' : await contextIdentifierOf(sites, request);
      const openApi = visit.baseUrlOf('') + OPENAPI_PATH;
      return versionInfoOf(product, visit.baseUrlOf(tenant), openApi);
    },
  });
  if (sites.inPath) addTenantState(app, options);
  const description = openApiOf(services, product, sites.inPath);
  addRoute(app, OPENAPI_PATH, {
    GET: async ({ visit }, reply) => {
      reply.header('Cache-Control', cacheControlWithBaseUrl(visit));
      return { ...description, servers: serversOf(visit.baseUrlOf(''), sites.inPath) };
    },
  });
}

function addTenantState(app: FastifyInstance, { sites, product, now }: RestOptions): void {
  addRoute(app, STATE_PATH, {
    GET: async ({ visit, params }) => {
      if (visit.firstSegment !== '') {
        throw new WebProblem(404, 'The state of a tenant is told at the root: /api/state/...');
      }
      visit.operation = 'tenant.state';
      const asked = String(Reflect.get(Object(params), 'contextIdentifier'));
      const site = await sites.find(asked);
      visit.outcome = typeof site === 'object' ? 'running' : site;
      const { version } = product;
      return tenantStateOf(site, asked, { version, nowMs: now(), baseUrlOf: visit.baseUrlOf });
    },
  });
}

async function contextIdentifierOf(sites: Sites<RestSite>, request: FastifyRequest) {
  return (await requireSite(sites, request)).contextIdentifier;
}

/** Where the tenant stands in the path, it is for the reader to fill in. */
function serversOf(baseUrl: string, inPath: boolean) {
  if (!inPath) return [{ url: baseUrl }];
  const contextIdentifier = { default: 'Cust12345', description: 'of the tenant' };
  return [{ url: `${baseUrl}/{contextIdentifier}`, variables: { contextIdentifier } }];
}

function addOperation(app: FastifyInstance, options: RestOptions, operation: RestOperation): void {
  const { service, name, declaration, path } = operation;
  const single = singleResponseOf(declaration);
  addRoute(app, path, {
    GET: async ({ visit }) =>
      describeOperation(operation, visit.baseUrlOf(''), options.sites.inPath),
    POST: async (request, reply) => {
      const { visit, headers, body } = request;
      visit.operation = `${service.name}.${name}`;
      const site = await requireSite(options.sites, request);
      const call = callOf(request);
      const { request: fields } = declaration;
      const json = readRequestBody(headers['content-type'], body, fields, name) ?? {};
      const perform = site.restHandlers.get(service.name)?.[name];
      if (!perform) throw new Error(`Operation ${visit.operation} is not bound.`);
      const decoded = decodeJsonFields(fields, json, name);
      const response = await perform(decoded as never, call);
      visit.outcome = outcomeOf(response);
      if (!single) return encodeJsonFields(declaration.response, response);
      const [field, type] = single;
      // A text alone would be sent as it is, without the quotation marks of JSON.
      reply.type('application/json; charset=utf-8');
      return JSON.stringify(encodeJson(type, Reflect.get(response, field)));
    },
  });
}

/** A login that is refused is no error in this contract, but whoever watches wants to know. */
function outcomeOf(response: object): string {
  const refused =
    'AuthenticationSucceeded' in response && response.AuthenticationSucceeded === false;
  return refused ? 'login-refused' : 'succeeded';
}

function callOf({ headers, visit }: FastifyRequest): RestCall {
  return { proof: proofOf(headers), caller: visit.caller, origin: 'api' };
}

async function requireSite(
  sites: Sites<RestSite>,
  { visit: { firstSegment } }: FastifyRequest,
): Promise<RestSite> {
  const site = await sites.find(firstSegment);
  if (typeof site === 'object') return site;
  throw new WebProblem(421, explainProblem(site, firstSegment));
}

function answerError(
  { sites, onUnexpectedError }: RestOptions,
  error: unknown,
  { visit, headers }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refused = error instanceof JsonDecodeError ? new WebProblem(400, error.message) : error;
  const known = restErrorOf(refused);
  if (!known || isUnavailable(error)) onUnexpectedError(error, visit.caller.requestId);
  const told = known ?? unexpectedError;
  const { authorization = '' } = headers;
  const triesPassword = told.status === 401 && /^basic /i.test(authorization);
  visit.outcome = triesPassword ? 'login-refused' : told.errorType;
  if (told.status === 401) {
    const showsToken = /^bearer /i.test(authorization);
    const challenges = challengesOf(!sites.inPath, showsToken ? told.message : null);
    reply.header('WWW-Authenticate', challenges);
  }
  return reply.code(told.status).headers(told.headers).send(bodyOf(told));
}
