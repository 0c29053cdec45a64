/**
 * Guards: what must be so before any operation of a service is performed.
 *
 * Handlers are written for the call that a guard lets through, so that no handler can forget it.
 */
import type { OperationHandlers, Operations } from '../contract/service.ts';

/**
 * @param admit makes of a call what the handlers are written for, or throws. Most calls come by
 *   here, so that nobody waits for what is there at once.
 */
export function guard<O extends Operations, Outer, Inner>(
  handlers: OperationHandlers<O, Inner>,
  admit: (call: Outer) => Promise<Inner> | Inner,
): OperationHandlers<O, Outer> {
  const guarded = Object.entries<OperationHandlers<Operations, Inner>[string]>(handlers).map(
    ([name, perform]) => [
      name,
      (request: never, call: Outer) => {
        const admitted = admit(call);
        return admitted instanceof Promise
          ? admitted.then((inner) => perform(request, inner))
          : perform(request, admitted);
      },
    ],
  );
  return Object.fromEntries(guarded);
}
