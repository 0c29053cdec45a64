/** Operations that are declared and not built yet. */
import type { OperationHandlers, Operations } from '../contract/service.ts';
import { DomainError } from '../domain/errors.ts';

/**
 * Handlers of operations that nothing performs yet: each throws DomainError `not-implemented`.
 *
 * Without names, of all operations of an area. With names, of these alone; spread the result after
 * the handlers that exist, and the compiler refuses a name that has one as well as an operation
 * that has neither:
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

/** All tenants share them. */
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
