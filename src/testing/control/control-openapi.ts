/**
 * The OpenAPI description of the control API, derived from the declarations of its routes.
 *
 * @see https://spec.openapis.org/oas/v3.1.1
 */
import * as z from 'zod';
import { product } from '../../product.ts';
import type { ControlRoute } from './control-route.ts';
import { controlRoutes } from './control-routes.ts';

const error = z.object({
  error: z.string().describe('A code, such as not-found.'),
  message: z.string().describe('What was wrong, and what was expected.'),
});

/** Where it is served. */
export const OPENAPI_PATH = '/openapi.json';

export function controlOpenApi() {
  const schemas = new Schemas();
  const byPath = Map.groupBy(controlRoutes, ({ path }) => path);
  const paths = [...byPath].map(([path, routes]) => {
    const items = routes.map((route) => [route.method.toLowerCase(), describe(route, schemas)]);
    return [path, Object.fromEntries(items)];
  });
  const errorSchema = schemas.of(error, 'output');
  return {
    openapi: '3.1.0',
    info: {
      title: `${product.name}: control API of the test server`,
      version: product.version,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/__ticketoffice' }],
    security: [{}, { bearer: [] }],
    paths: { ...Object.fromEntries(paths), [OPENAPI_PATH]: { get: ownDescription } },
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'Needed unless the server listens on a loopback address.',
        },
      },
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

function describe(route: ControlRoute, schemas: Schemas) {
  const { method, path, summary, answer, status, isPublic } = route;
  const words = [method.toLowerCase(), ...path.split('/').slice(1)];
  return {
    operationId: words.join('-').replace(/[{}]/g, ''),
    summary,
    ...(isPublic && { security: [] }),
    ...describeInput(route, schemas),
    responses: {
      [status]: answer
        ? { description: 'It is done.', content: jsonOf(schemas.of(answer, 'output')) }
        : { description: 'It is done. There is no body.' },
      ...errors,
    },
  };
}

function describeInput({ method, path, input, takesYaml }: ControlRoute, schemas: Schemas) {
  const [, key] = /\{(\w+)\}/.exec(path) ?? [];
  const text = { type: 'string' };
  const inPath = key === undefined ? [] : [{ name: key, in: 'path', required: true, schema: text }];
  const schema = schemas.of(input, 'input');
  if (method === 'GET') {
    const parameters = [...inPath, ...queryOf(schema)];
    return parameters.length > 0 ? { parameters } : {};
  }
  const parameters = inPath.length > 0 ? { parameters: inPath } : {};
  if (takesYaml) {
    const told = { description: schema.description };
    const content = { 'application/yaml': { schema: told }, ...jsonOf(told) };
    return { ...parameters, requestBody: { required: true, content } };
  }
  const takesNothing =
    schema.type === 'object' && Object.keys(schema.properties ?? {}).length === 0;
  if (takesNothing) return parameters;
  return { ...parameters, requestBody: { required: true, content: jsonOf(schema) } };
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
  return { 'application/json': { schema } };
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
