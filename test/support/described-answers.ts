/** Checks REST answers against the OpenAPI description from the same server. */
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { RestAnswer } from './rest-calls.ts';

interface Described {
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: object }>
  >;
}

/** The parts of a description that are used here. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: object; readonly responses: object };
}

/** A description with validators, each compiled at its first use. */
interface CheckedDescription {
  readonly description: Description;
  readonly validators: Ajv2020;
}

const ROOT = 'description';
const checked = new Map<string, Promise<CheckedDescription>>();

export async function fetchDescription(base: string): Promise<Description> {
  const response = await fetch(`${base}/api/openapi.json`);
  assert.equal(response.status, 200);
  return (await response.json()) as Description;
}

async function fetchChecked(base: string): Promise<CheckedDescription> {
  const description = await fetchDescription(base);
  const validators = new Ajv2020({ strict: false, allErrors: true });
  validators.addSchema(closed(description), ROOT, false, false);
  return { description, validators };
}

/**
 * Checks status and body against the description. An answer must have every declared property and
 * no others.
 */
export async function requireDescribed(
  base: string,
  method: string,
  path: string,
  { status, json, text }: Pick<RestAnswer, 'status' | 'json' | 'text'>,
): Promise<void> {
  const fetched = checked.get(base) ?? fetchChecked(base);
  checked.set(base, fetched);
  const { description, validators } = await fetched;
  const response = description.paths[path]?.[method]?.responses[status];
  assert.ok(response, `${method} ${path}: the status ${status} is not described`);
  if (response.$ref === undefined && response.content === undefined) {
    assert.equal(text, '', `${method} ${path}: a body is not described`);
    return;
  }
  if (status === 204) {
    assert.deepEqual([text, response.content], ['', undefined]);
    return;
  }
  const place =
    response.$ref ?? `#/paths/${path.replaceAll('/', '~1')}/${method}/responses/${status}`;
  const validate = validators.getSchema(`${ROOT}${place}/content/application~1json/schema`);
  assert.ok(validate, `${place} has no schema`);
  assert.ok(validate(json), `${text}\n${JSON.stringify(validate.errors)}`);
}

/**
 * Requires every declared property, unless the schema says which are required, and forbids others.
 */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([name, part]) => [name, closed(part)]);
  const { properties, required } = Object(schema);
  const isSchema = Object(schema).type === 'object' && typeof properties === 'object';
  return {
    ...Object.fromEntries(parts),
    ...(isSchema && {
      required: required ?? Object.keys(properties),
      additionalProperties: false,
    }),
  };
}
