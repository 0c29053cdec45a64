/** Handlers for operations that the contract declares and this server does not implement yet. */
import type { OperationHandlers, Operations } from '../contract/service.ts';
import { DomainError } from '../domain/errors.ts';

/**
 * Returns handlers that throw DomainError `not-implemented`.
 *
 * Without names, it covers all operations of an area. With names, it covers only these. Spread the
 * result after the existing handlers: then the compiler refuses a name that also has a handler, and
 * an operation that has neither.
 *
 *     return { GetRole: …, ...notImplemented(roleOperations, 'SaveRoleEntity', 'DeleteRole') };
 */
export function notImplemented<O extends Operations, K extends keyof O & string = keyof O & string>(
  operations: O,
  ...names: readonly K[]
): OperationHandlers<Pick<O, K>, unknown> {
  const chosen = names.length > 0 ? names : Object.keys(operations);
  const handlers: unknown = Object.fromEntries(chosen.map((name) => [name, refusalOf(name)]));
  return handlers as OperationHandlers<Pick<O, K>, unknown>;
}

/** Shared by all tenants. */
const refusals = new Map<string, () => Promise<never>>();

function refusalOf(name: string): () => Promise<never> {
  const known = refusals.get(name);
  if (known) return known;
  const refuse = async () => {
    throw new DomainError(
      'not-implemented',
      `This server does not perform ${name} yet. Its contract has the operation so that clients ` +
        'that were generated from it work with the others.',
    );
  };
  refusals.set(name, refuse);
  return refuse;
}
