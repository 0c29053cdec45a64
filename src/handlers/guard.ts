/**
 * Guards: what must be so before any operation of a service is performed.
 *
 * Handlers are written for the call that a guard lets through, so that no handler can forget it.
 */
import type { OperationHandlers, Operations } from '../contract/service.ts';

/** @param admit makes of a call what the handlers are written for, or throws. */
export function guard<O extends Operations, Outer, Inner>(
  handlers: OperationHandlers<O, Inner>,
  admit: (call: Outer) => Promise<Inner>,
): OperationHandlers<O, Outer> {
  const guarded = Object.entries<OperationHandlers<Operations, Inner>[string]>(handlers).map(
    ([name, perform]) => [
      name,
      async (request: never, call: Outer) => perform(request, await admit(call)),
    ],
  );
  return Object.fromEntries(guarded);
}
