/**
 * Guards: what must be so before any operation of a service is performed.
 *
 * Handlers are written for the call that a guard lets through, so that no handler can forget it.
 */
import type { OperationHandlers, Operations } from '../contract/service.ts';

/**
 * @param admitFor answers for an operation what makes of a call what its handler is written for, or
 *   throws. Most calls come by here, so that nobody waits for what is there at once.
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
