/** REST: the operations of the contract as JSON, and their descriptions. */
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ServedContract } from '../contract/served-contract.ts';
import { CurrentPrincipal } from '../contract/services88/current-principal.ts';
import { cacheControlWithBaseUrl } from '../web/cache-control.ts';
import { addRoute } from '../web/routes.ts';
import { WebProblem } from '../web/web-problem.ts';
import { encodeJson } from '../xsd/encode-json.ts';
import { requireJsonAccepted } from './accept.ts';
import { describeOperation } from './describe-operation.ts';
import { openApiOf } from './openapi.ts';
import {
  callOf,
  JSON_TYPE,
  OperationCalls,
  type OperationCallsOptions,
} from './operation-calls.ts';
import { operationPath, PRINCIPAL_PATH, type RestOperation } from './operations.ts';
import { STATE_PATH, tenantStateOf } from './tenant-state.ts';
import { timeZoneOf } from './time-zone.ts';
import { type Product, servicesNamesOf, versionInfoOf } from './version-info.ts';

export interface RestOptions extends OperationCallsOptions {
  /** The versions that SOAP serves. */
  readonly contract: ServedContract;
  readonly product: Product;
  /** The default time zone, for clients that name none. */
  readonly timeZoneLocationCode: string;
  readonly now: () => number;
}

const OPENAPI_PATH = '/api/openapi.json';

export function restPlugin(options: RestOptions): FastifyPluginAsync {
  return async (app) => {
    const calls = new OperationCalls(options);
    app.setErrorHandler((error, { headers, context }, reply) => {
      const told = calls.explain(error, headers, context);
      return reply.code(told.status).headers(told.headers).send(told.body);
    });
    app.addHook('onRequest', async ({ headers, routeOptions }, reply) => {
      const timeZone = timeZoneOf(headers['so-timezone'], options.timeZoneLocationCode);
      // A cache may give that answer to other clients.
      const isShared = routeOptions.url === OPENAPI_PATH;
      if (timeZone !== null && !isShared) reply.header('SO-TimeZone', timeZone);
      requireJsonAccepted(headers.accept);
    });
    addOperations(app, options, calls);
    addRoute(app, PRINCIPAL_PATH, {
      GET: async ({ headers, context }) => {
        const site = await calls.siteOf(context);
        context.operation = 'User.currentPrincipal';
        const principal = await site.currentPrincipal(callOf(headers, context));
        context.outcome = 'succeeded';
        return encodeJson(CurrentPrincipal, principal);
      },
    });
    addDescriptions(app, options, calls);
    app.all('/api/*', async () => {
      throw calls.nothingHere();
    });
  };
}

function addDescriptions(app: FastifyInstance, options: RestOptions, calls: OperationCalls): void {
  const { services, contract, sites, product } = options;
  addRoute(app, '/api', {
    GET: async ({ context }) => {
      const { firstSegment } = context;
      const tenant = firstSegment === '' ? '' : (await calls.siteOf(context)).contextIdentifier;
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

/** If the tenant is in the path, it is a variable that the reader fills in. */
function serversOf(baseUrl: string, inPath: boolean) {
  if (!inPath) return [{ url: baseUrl }];
  const contextIdentifier = { default: 'Cust12345', description: 'of the tenant' };
  return [{ url: `${baseUrl}/{contextIdentifier}`, variables: { contextIdentifier } }];
}

/** One route for all operations. One for each operation and method would be thousands. */
function addOperations(app: FastifyInstance, { sites }: RestOptions, calls: OperationCalls): void {
  const operationOf = ({ params }: FastifyRequest): RestOperation => {
    const { agent, operation } = params as { readonly agent: string; readonly operation: string };
    return calls.at(operationPath(agent, operation));
  };
  addRoute(
    app,
    operationPath(':agent', ':operation'),
    {
      GET: async (request) =>
        describeOperation(operationOf(request), request.context.baseUrlOf(''), sites.inPath),
      // For pages of other origins, and for unusual spellings. `RestRouter` answers the others.
      POST: async (request, reply) => {
        const { context, body } = request;
        const json = await calls.perform(operationOf(request), request, context, body);
        return json === null ? reply.code(204).send() : reply.type(JSON_TYPE).send(json);
      },
    },
    operationOf,
  );
}
