/**
 * The OpenAPI description of REST, derived from the declarations of the contract.
 *
 * @see https://spec.openapis.org/oas/v3.1.1
 */
import type { Service } from '../contract/service.ts';
import { CurrentPrincipal } from '../contract/services88/current-principal.ts';
import { isFlat } from '../xsd/form-json.ts';
import { JsonSchemas } from '../xsd/json-schema.ts';
import {
  exampleOf,
  isVoid,
  operationsOf,
  type RestOperation,
  responseSchema,
} from './operations.ts';
import { stateSchema } from './tenant-state.ts';
import { type Product, versionInfoSchema } from './version-info.ts';

const ERRORS = {
  400: 'The request cannot be read, or a value is not what was expected.',
  401: 'The credentials are missing, wrong, or no longer valid. Log in anew.',
  403: 'The application may not use this agent, or a page of another origin sent a form.',
  406: 'The answer is asked for in XML, but there is JSON only.',
  409: 'The state does not allow it.',
  413: 'The body is larger than this server takes.',
  415: 'The body is neither JSON nor a form in UTF-8, or its Content-Encoding is not supported.',
  421: 'There is no such tenant, or it is suspended.',
  429: 'More is asked in a second than is allowed. Try again later.',
  503: 'Too much is asked at this moment. Try again later.',
} as const;
type ErrorStatus = keyof typeof ERRORS;
const ONLINE: readonly ErrorStatus[] = [421];

/** The description without `servers`, which the code that serves it adds. */
export function openApiOf(services: readonly Service[], product: Product, online: boolean) {
  const schemas = new JsonSchemas('#/components/schemas/');
  const operations = operationsOf(services);
  const paths = Object.fromEntries(
    operations.map((operation) => [operation.path, { post: pathItem(operation, schemas, online) }]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: `${product.name}: REST twins of Services88`,
      version: product.version,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    tags: services.map(({ name, summary }) => ({ name, description: summary })),
    paths: { ...descriptionPaths(schemas, product, online), ...paths },
    components: {
      securitySchemes: securitySchemes(online),
      responses: errorResponses(online),
      schemas: { ...schemas.named, Error: errorSchema },
    },
  };
}

function pathItem(operation: RestOperation, schemas: JsonSchemas, online: boolean) {
  const { service, name, declaration, needsSession } = operation;
  const schema = schemas.ofRequest(declaration.request);
  const takesForm = isFlat(declaration.request) && Object.keys(declaration.request).length > 0;
  return {
    operationId: `${service.name}.${name}`,
    tags: [service.name],
    summary: declaration.summary,
    security: securityOf(needsSession, online),
    requestBody: {
      content: {
        'application/json': {
          schema,
          example: exampleOf(declaration.request),
        },
        ...(takesForm && { 'application/x-www-form-urlencoded': { schema } }),
      },
    },
    responses: {
      ...(isVoid(declaration)
        ? { 204: { description: 'It is done. There is no body.' } }
        : {
            200: {
              description: 'What the operation answers.',
              content: { 'application/json': { schema: responseSchema(declaration, schemas) } },
            },
          }),
      ...referToErrors([400, 401, 403, 406, 409, 413, 415, ...(online ? ONLINE : []), 429, 503]),
    },
  };
}

function descriptionPaths(schemas: JsonSchemas, product: Product, online: boolean) {
  return {
    '/api': {
      get: {
        operationId: 'describe',
        summary: 'Which product this is, and in which version.',
        security: [],
        responses: {
          200: {
            description: 'Product and version.',
            content: { 'application/json': { schema: versionInfoSchema(product) } },
          },
          ...referToErrors([406, ...(online ? ([421] as const) : []), 429]),
        },
      },
    },
    ...(online && { '/api/state/{contextIdentifier}': { get: tenantStateItem() } }),
    '/api/v1/User/currentPrincipal': {
      get: {
        operationId: 'currentPrincipal',
        summary: 'Who the caller is.',
        security: securityOf(true, online),
        responses: {
          200: {
            description: 'The user, as SoPrincipal tells it at a login, with its user name.',
            content: {
              'application/json': { schema: schemas.ofAnsweredValue(CurrentPrincipal) },
            },
          },
          ...referToErrors([401, 406, ...(online ? ([421] as const) : []), 429, 503]),
        },
      },
    },
  };
}

/** A path at the root, without the prefix of a tenant. */
const tenantStateItem = () => ({
  operationId: 'tenantState',
  summary: 'At which address a tenant is, and whether it answers.',
  servers: [{ url: '/' }],
  security: [],
  parameters: [
    { name: 'contextIdentifier', in: 'path', required: true, schema: { type: 'string' } },
  ],
  responses: {
    200: {
      description: 'The state of the tenant; Unknown where there is none.',
      content: { 'application/json': { schema: stateSchema } },
    },
    ...referToErrors([406, 429, 503]),
  },
});

/** Each element is an alternative. The schemes within an element are used together. */
function securityOf(needsSession: boolean, online: boolean) {
  const bearer = { bearer: [] };
  if (!online) return needsSession ? [bearer, { ticket: [] }, { basic: [] }] : [];
  return needsSession ? [bearer, { ticket: [], application: [] }] : [bearer, { application: [] }];
}

function securitySchemes(online: boolean) {
  const schemes = {
    bearer: { type: 'http', scheme: 'bearer', description: 'An access token, 8A:...' },
    ticket: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: 'SOTicket and a session ticket or an access token: SOTicket 7T:...',
    },
  };
  return online
    ? {
        ...schemes,
        application: {
          type: 'apiKey',
          in: 'header',
          name: 'SO-AppToken',
          description: 'The application token of a registered application.',
        },
      }
    : { ...schemes, basic: { type: 'http', scheme: 'basic' } };
}

const nameOf = (status: ErrorStatus) => `Error${status}`;

function referToErrors(statuses: readonly ErrorStatus[]) {
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
  );
}

function errorResponses(online: boolean) {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  const statuses = Object.keys(ERRORS).map((status) => Number(status) as ErrorStatus);
  return Object.fromEntries(
    statuses
      .filter((status) => online || !ONLINE.includes(status))
      .map((status) => [nameOf(status), { description: ERRORS[status], content }]),
  );
}

const errorSchema = {
  type: 'object',
  required: ['Error', 'ErrorType', 'Message', 'ErrorSource'],
  properties: {
    Error: { const: true },
    ErrorType: { type: 'string', examples: ['SoSessionException'] },
    Message: { type: 'string', description: 'For people: what was wrong and what to do.' },
    ErrorSource: { type: 'string' },
    Parameters: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'SoValidationException: what is wrong with each field.',
    },
  },
};
