/** Answers of REST held against the OpenAPI description that the same server gives of itself. */
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { RestAnswer } from './rest-calls.ts';

interface Described {
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: object }>
  >;
}

/** The parts of a description that are looked at here. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: object; readonly responses: object };
}

const descriptions = new Map<string, Promise<Description>>();

export async function fetchDescription(base: string): Promise<Description> {
  const response = await fetch(`${base}/api/openapi.json`);
  assert.equal(response.status, 200);
  return (await response.json()) as Description;
}

/**
 * Holds status and body against the description, in which no property is left out of an answer and
 * none is added.
 */
export async function requireDescribed(
  base: string,
  method: string,
  path: string,
  { status, json, text }: Pick<RestAnswer, 'status' | 'json' | 'text'>,
): Promise<void> {
  const fetched = descriptions.get(base) ?? fetchDescription(base);
  descriptions.set(base, fetched);
  const description = await fetched;
  const response = description.paths[path]?.[method]?.responses[status];
  assert.ok(response, `${method} ${path}: the status ${status} is not described`);
  const schema = {
    $ref: response.$ref
      ? `${response.$ref}/content/application~1json/schema`
      : `#/paths/${path.replaceAll('/', '~1')}/${method}/responses/${status}/content/application~1json/schema`,
    ...closed(description),
  };
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
  assert.ok(validate(json), `${text}\n${JSON.stringify(validate.errors)}`);
}

/** Every object with declared properties has them all, and no others. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([name, part]) => [name, closed(part)]);
  const { properties } = Object(schema);
  const isSchema = Object(schema).type === 'object' && typeof properties === 'object';
  return {
    ...Object.fromEntries(parts),
    ...(isSchema && { required: Object.keys(properties), additionalProperties: false }),
  };
}
