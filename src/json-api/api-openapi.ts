/**
 * The OpenAPI description of a JSON API, derived from the declarations of its routes.
 *
 * @see https://spec.openapis.org/oas/v3.1.1
 */
import * as z from 'zod';
import { product } from '../product.ts';
import type { ApiRoute } from './api-route.ts';

const JSON_TYPE = 'application/json';

const error = z.object({
  error: z.string().describe('A code, such as not-found.'),
  message: z.string().describe('What was wrong, and what was expected.'),
});

/** Where it is served. */
export const OPENAPI_PATH = '/openapi.json';

export interface DescribedApi {
  readonly title: string;
  /** Where it is served. */
  readonly url: string;
  readonly routes: readonly DescribedRoute[];
  /** What all routes need, except the public ones. */
  readonly security: readonly object[];
  readonly securitySchemes: object;
  /** Header fields that all requests need that are not GET, as parameters. */
  readonly writeFields?: readonly object[];
}

type DescribedRoute = Omit<ApiRoute<unknown>, 'perform'>;

export function openApiOf(api: DescribedApi) {
  const schemas = new Schemas();
  const byPath = Map.groupBy(api.routes, ({ path }) => path);
  const paths = [...byPath].map(([path, routes]) => {
    const items = routes.map((route) => [
      route.method.toLowerCase(),
      describe(route, api, schemas),
    ]);
    return [path, Object.fromEntries(items)];
  });
  const errorSchema = schemas.of(error, 'output');
  return {
    openapi: '3.1.0',
    info: {
      title: `${product.name}: ${api.title}`,
      version: product.version,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: api.url }],
    security: api.security,
    paths: { ...Object.fromEntries(paths), [OPENAPI_PATH]: { get: ownDescription } },
    components: {
      securitySchemes: api.securitySchemes,
      responses: { Error: { description: 'It was not done.', content: jsonOf(errorSchema) } },
      schemas: schemas.named,
    },
  };
}

const errors = { default: { $ref: '#/components/responses/Error' } };

const ownDescription = {
  operationId: 'get-openapi.json',
  summary: 'Describes this API.',
  responses: {
    200: { description: 'An OpenAPI description.', content: jsonOf({ type: 'object' }) },
    ...errors,
  },
};

function describe(route: DescribedRoute, { writeFields = [] }: DescribedApi, schemas: Schemas) {
  const { method, path, summary, answer, streams, status, isPublic } = route;
  const words = [method.toLowerCase(), ...path.split('/').slice(1)];
  const { parameters, ...body } = describeInput(route, schemas);
  const all = [...parameters, ...(method === 'GET' ? [] : writeFields)];
  return {
    operationId: words.join('-').replace(/[{}]/g, ''),
    summary,
    ...(isPublic && { security: [] }),
    ...(all.length > 0 && { parameters: all }),
    ...body,
    responses: {
      [status]: answer
        ? {
            description: 'It is done.',
            content: { [streams ?? JSON_TYPE]: { schema: schemas.of(answer, 'output') } },
          }
        : { description: 'It is done. There is no body.' },
      ...errors,
    },
  };
}

function describeInput({ method, path, input, takesYaml }: DescribedRoute, schemas: Schemas) {
  const [, key] = /\{(\w+)\}/.exec(path) ?? [];
  const text = { type: 'string' };
  const inPath = key === undefined ? [] : [{ name: key, in: 'path', required: true, schema: text }];
  const schema = schemas.of(input, 'input');
  if (method === 'GET') return { parameters: [...inPath, ...queryOf(schema)] };
  if (takesYaml) {
    const told = { description: schema.description };
    const content = { 'application/yaml': { schema: told }, ...jsonOf(told) };
    return { parameters: inPath, requestBody: { required: true, content } };
  }
  const takesNothing =
    schema.type === 'object' && Object.keys(schema.properties ?? {}).length === 0;
  if (takesNothing) return { parameters: inPath };
  return { parameters: inPath, requestBody: { required: true, content: jsonOf(schema) } };
}

/** The properties of an object as parameters of a query. */
function queryOf({ properties = {}, required = [] }: JsonSchema) {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function jsonOf(schema: object) {
  return { [JSON_TYPE]: { schema } };
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Makes JSON Schemas. Those with an id are described once, and referred to. */
class Schemas {
  readonly named: Record<string, unknown> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/');
    const { $schema: _dialect, $defs = {}, ...described }: JsonSchema = JSON.parse(text);
    Object.assign(this.named, $defs);
    return described;
  }
}
