/**
 * The operations of the contract as REST serves them: their addresses, and the shapes of their
 * JSON.
 */
import type { Operation, Service } from '../contract/service.ts';
import { encodeJson } from '../xsd/encode-json.ts';
import type { JsonSchema, JsonSchemas } from '../xsd/json-schema.ts';
import { type AnyType, type Fields, typeOfField } from '../xsd/types.ts';

export const PRINCIPAL_PATH = '/api/v1/User/currentPrincipal';

export interface RestOperation {
  readonly service: Service;
  readonly name: string;
  readonly declaration: Operation;
  /** The path after the prefix of a tenant. */
  readonly path: string;
  /** Whether the operation acts for a user. */
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

/** Whether the operation returns nothing. It is answered with 204 without a body. */
export function isVoid({ response }: Operation): boolean {
  return Object.keys(response).length === 0;
}

/** Returns the type of a response's only field, whose value is then the whole answer. Else null. */
export function singleResponseOf({ response }: Operation): [name: string, type: AnyType] | null {
  const [first, second] = Object.entries(response);
  return first && !second ? [first[0], typeOfField(first[1])] : null;
}

export function responseSchema(declaration: Operation, schemas: JsonSchemas): JsonSchema {
  const [, type] = singleResponseOf(declaration) ?? [];
  return type ? schemas.ofAnsweredValue(type) : schemas.ofAnswer(declaration.response);
}

/** Makes an example request with every field. Text fields are empty instead of null. */
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
