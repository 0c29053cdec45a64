/** The operations of the contract, as REST has them: addresses, and the shapes of their JSON. */
import type { Operation, Service } from '../contract/service.ts';
import { encodeJson } from '../xsd/encode-json.ts';
import type { JsonSchema, JsonSchemas } from '../xsd/json-schema.ts';
import { type AnyType, type Fields, typeOfField } from '../xsd/types.ts';

export interface RestOperation {
  readonly service: Service;
  readonly name: string;
  readonly declaration: Operation;
  /** Below what stands in front for a tenant. */
  readonly path: string;
  /** Whether it is performed for a user. */
  readonly needsSession: boolean;
}

export function operationsOf(services: readonly Service[]): readonly RestOperation[] {
  return services.flatMap((service) =>
    Object.entries(service.operations).map(([name, declaration]) => ({
      service,
      name,
      declaration,
      path: operationPath(service.name, name),
      needsSession: Object.hasOwn(service.requestHeaders, 'Credentials'),
    })),
  );
}

export function operationPath(agent: string, operation: string): string {
  return `/api/v1/Agents/${agent}/${operation}`;
}

/** Whether the operation answers nothing but that it is done: 204 without a body. */
export function isVoid({ response }: Operation): boolean {
  return Object.keys(response).length === 0;
}

/** The type of the one field that a response has: then its value is the answer. Else null. */
export function singleResponseOf({ response }: Operation): [name: string, type: AnyType] | null {
  const [first, second] = Object.entries(response);
  return first && !second ? [first[0], typeOfField(first[1])] : null;
}

export function responseSchema(declaration: Operation, schemas: JsonSchemas): JsonSchema {
  const [, type] = singleResponseOf(declaration) ?? [];
  return type ? schemas.ofAnsweredValue(type) : schemas.ofAnswer(declaration.response);
}

/** A request with something in every field that a text can fill. */
export function exampleOf(fields: Fields): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, exampleValue(typeOfField(field))]),
  );
}

function exampleValue(type: AnyType): unknown {
  if (type.kind === 'dictionary') return { UserName: 'anna', Password: '...' };
  if (type.kind === 'simple' && type.absent === null) return '';
  return encodeJson(type, null);
}
