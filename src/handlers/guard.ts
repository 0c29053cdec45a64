/**
 * Guards: checks that run before every operation of a service.
 *
 * A handler takes the type of call that its guard returns, so the compiler finds a missing guard.
 */
import type { OperationHandlers, Operations } from '../contract/service.ts';

/**
 * @param admitFor returns, for an operation, a function that converts a call to the handler's
 *   type or throws. It may be synchronous, which avoids an extra tick for most calls.
 */
export function guard<O extends Operations, Outer, Inner>(
  handlers: OperationHandlers<O, Inner>,
  admitFor: (name: keyof O) => (call: Outer) => Promise<Inner> | Inner,
): OperationHandlers<O, Outer> {
  const guarded = Object.entries<OperationHandlers<Operations, Inner>[string]>(handlers).map(
    ([name, perform]) => {
      const admit = admitFor(name);
      const guardedOne = (request: never, call: Outer) => {
        const admitted = admit(call);
        return admitted instanceof Promise
          ? admitted.then((inner) => perform(request, inner))
          : perform(request, admitted);
      };
      return [name, guardedOne];
    },
  );
  return Object.fromEntries(guarded);
}
