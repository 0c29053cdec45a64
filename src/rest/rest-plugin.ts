/** REST: the operations of the contract as JSON, and their descriptions. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ServedContract } from '../contract/served-contract.ts';
import type { Service } from '../contract/service.ts';
import { CurrentPrincipal } from '../contract/services88/current-principal.ts';
import { isUnavailable } from '../domain/errors.ts';
import { cacheControlWithBaseUrl } from '../web/cache-control.ts';
import { addRoute } from '../web/routes.ts';
import { explainProblem, findSite, type Sites } from '../web/sites.ts';
import { WebProblem } from '../web/web-problem.ts';
import { JsonDecodeError } from '../xsd/decode-json.ts';
import { encodeJson } from '../xsd/encode-json.ts';
import { requireJsonAccepted } from './accept.ts';
import { challengesOf, proofOf } from './authorization.ts';
import { describeOperation } from './describe-operation.ts';
import { openApiOf } from './openapi.ts';
import { operationPath, operationsOf, type RestOperation, singleResponseOf } from './operations.ts';
import { performOperation } from './perform-operation.ts';
import { readRequestBody } from './request-body.ts';
import { bodyOf, restErrorOf, unexpectedError } from './rest-error.ts';
import type { RestCall, RestSite } from './rest-site.ts';
import { nameSoleParameter } from './sole-parameter.ts';
import { STATE_PATH, tenantStateOf } from './tenant-state.ts';
import { timeZoneOf } from './time-zone.ts';
import { type Product, servicesNamesOf, versionInfoOf } from './version-info.ts';

export interface RestOptions {
  /** The services as REST serves them. */
  readonly services: readonly Service[];
  /** The versions that SOAP serves. */
  readonly contract: ServedContract;
  readonly sites: Sites<RestSite>;
  readonly product: Product;
  /** The default time zone, for clients that name none. */
  readonly timeZoneLocationCode: string;
  readonly now: () => number;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

const PRINCIPAL_PATH = '/api/v1/User/currentPrincipal';
const OPENAPI_PATH = '/api/openapi.json';
const JSON_TYPE = 'application/json; charset=utf-8';

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
    addOperations(app, options);
    addRoute(app, PRINCIPAL_PATH, {
      GET: async (request) => {
        const site = await requireSite(options.sites, request);
        request.context.operation = 'User.currentPrincipal';
        const principal = await site.currentPrincipal(callOf(request));
        request.context.outcome = 'succeeded';
        return encodeJson(CurrentPrincipal, principal);
      },
    });
    addDescriptions(app, options);
    app.all('/api/*', async () => {
      throw nothingHere(options);
    });
  };
}

function nothingHere({ services }: RestOptions): WebProblem {
  const agents = services.map(({ name }) => `/api/v1/Agents/${name}/...`).join(', ');
  const message = `There is nothing at this address. There is ${agents}, ${PRINCIPAL_PATH} and /api.`;
  return new WebProblem(404, message);
}

function addDescriptions(app: FastifyInstance, options: RestOptions): void {
  const { services, contract, sites, product } = options;
  addRoute(app, '/api', {
    GET: async (request) => {
      const { context } = request;
      const tenant = context.firstSegment === '' ? '' : await contextIdentifierOf(sites, request);
      const openApi = context.baseUrlOf('') + OPENAPI_PATH;
      const names = servicesNamesOf(contract);
      return versionInfoOf(product, names, context.baseUrlOf(tenant), openApi);
    },
  });
  if (sites.inPath) addTenantState(app, options);
  // Printed at the first request and cached: it is large, and only `servers` differs between
  // requests.
  let printed: string | null = null;
  addRoute(app, OPENAPI_PATH, {
    GET: async ({ context }, reply) => {
      printed ??= JSON.stringify(openApiOf(services, product, sites.inPath)).replace(/\}$/, '');
      const servers = serversOf(context.baseUrlOf(''), sites.inPath);
      reply.header('Cache-Control', cacheControlWithBaseUrl(context)).type(JSON_TYPE);
      return `${printed},"servers":${JSON.stringify(servers)}}`;
    },
  });
}

function addTenantState(app: FastifyInstance, { sites, product, now }: RestOptions): void {
  addRoute(app, STATE_PATH, {
    GET: async ({ context, params }) => {
      if (context.firstSegment !== '') {
        throw new WebProblem(404, 'The state of a tenant is told at the root: /api/state/...');
      }
      context.operation = 'tenant.state';
      const asked = String(Reflect.get(Object(params), 'contextIdentifier'));
      const site = await sites.find(asked);
      context.outcome = typeof site === 'object' ? 'running' : site;
      const { version } = product;
      return tenantStateOf(site, asked, { version, nowMs: now(), baseUrlOf: context.baseUrlOf });
    },
  });
}

async function contextIdentifierOf(sites: Sites<RestSite>, request: FastifyRequest) {
  return (await requireSite(sites, request)).contextIdentifier;
}

/** If the tenant is in the path, it is a variable that the reader fills in. */
function serversOf(baseUrl: string, inPath: boolean) {
  if (!inPath) return [{ url: baseUrl }];
  const contextIdentifier = { default: 'Cust12345', description: 'of the tenant' };
  return [{ url: `${baseUrl}/{contextIdentifier}`, variables: { contextIdentifier } }];
}

/** One route for all operations. One for each operation and method would be thousands. */
function addOperations(app: FastifyInstance, options: RestOptions): void {
  const operations = new Map(
    operationsOf(options.services).map((operation) => [operation.path.toLowerCase(), operation]),
  );
  const operationOf = ({ params }: FastifyRequest): RestOperation => {
    const { agent, operation } = params as { readonly agent: string; readonly operation: string };
    const found = operations.get(operationPath(agent, operation).toLowerCase());
    if (!found) throw nothingHere(options);
    return found;
  };
  addRoute(
    app,
    operationPath(':agent', ':operation'),
    {
      GET: async (request) =>
        describeOperation(
          operationOf(request),
          request.context.baseUrlOf(''),
          options.sites.inPath,
        ),
      POST: (request, reply) => perform(options, operationOf(request), request, reply),
    },
    operationOf,
  );
}

async function perform(
  { sites }: RestOptions,
  operation: RestOperation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { service, name, declaration } = operation;
  const { context, headers, body, url } = request;
  context.operation = `${service.name}.${name}`;
  const site = await requireSite(sites, request);
  const sent = readRequestBody(headers['content-type'], body, declaration.request, name);
  const json = nameSoleParameter(declaration.request, sent, url, name) ?? {};
  const { outcome, answer } = await performOperation(site, operation, json, callOf(request));
  context.outcome = outcome;
  if (answer === undefined) return reply.code(204).send();
  if (!singleResponseOf(declaration)) return answer;
  // Fastify would send a string as it is, without the quotation marks of JSON.
  reply.type(JSON_TYPE);
  return JSON.stringify(answer);
}

function callOf({ headers, context }: FastifyRequest): RestCall {
  return { proof: proofOf(headers), caller: context.caller, origin: 'api' };
}

async function requireSite(sites: Sites<RestSite>, { context }: FastifyRequest): Promise<RestSite> {
  const site = await findSite(sites, context);
  if (typeof site === 'object') return site;
  throw new WebProblem(421, explainProblem(site, context.firstSegment));
}

function answerError(
  { sites, onUnexpectedError }: RestOptions,
  error: unknown,
  { context, headers }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (context.caller.notes) context.caller.notes.error = error;
  const refused = error instanceof JsonDecodeError ? new WebProblem(400, error.message) : error;
  const known = restErrorOf(refused);
  if (!known || isUnavailable(error)) onUnexpectedError(error, context.caller.requestId);
  const told = known ?? unexpectedError;
  const { authorization = '' } = headers;
  const triesPassword = told.status === 401 && /^basic /i.test(authorization);
  context.outcome = triesPassword ? 'login-refused' : told.errorType;
  if (told.status === 401) {
    const showsToken = /^bearer /i.test(authorization);
    const challenges = challengesOf(!sites.inPath, showsToken ? told.message : null);
    reply.header('WWW-Authenticate', challenges);
  }
  return reply.code(told.status).headers(told.headers).send(bodyOf(told));
}
