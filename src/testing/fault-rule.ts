/**
 * The faults that a test can inject.
 *
 * A fault applies to calls of operations, over SOAP, REST and OAuth. It leaves WSDLs, descriptions,
 * health checks, the page for new passwords, the login of persons, and messages that name no
 * operation alone, so that they do not count.
 *
 * A call has one fault at most. The first injected one applies, but one that depends on the user
 * or the application only if no other does, because these are known later.
 */

export interface FaultRule {
  /** The calls that it applies to. By default all. */
  readonly match?: FaultMatch;
  /** How many matching calls are left alone first, up to 1,000,000. By default 0. */
  readonly skip?: number;
  /** How many calls it applies to, up to 1,000,000. By default 1. `always` has no limit. */
  readonly times?: number | 'always';
  /** From 0 to 1. By default 1. Calls that are spared by chance do not count for `times`. */
  readonly probability?: number;
  /** Makes the sequence of chances the same each time. A whole number. By default 1. */
  readonly randomSeed?: number;
  /**
   * `before`: in place of the work. `answered`: the work is done, but the client gets this in
   * place of the answer, even of a refusal. By default `before`. `delay`, `slow` and
   * `expire-ticket` never replace the work.
   */
  readonly when?: 'before' | 'answered';
  readonly effect: FaultEffect;
}

/** All conditions must hold. Names are compared without regard to case. */
export interface FaultMatch {
  /** `User/GetAccessToken`, or the name alone: `GetAccessToken`. In OAuth `oauth2/token`. */
  readonly operation?: string;
  readonly protocol?: 'soap' | 'rest' | 'oauth2';
  /** The context identifier. */
  readonly tenant?: string;
  /**
   * The name of the user whose session the call uses or starts. A fault before a login also
   * compares the name that the login sends.
   */
  readonly user?: string;
  /** The name of the application. */
  readonly application?: string;
}

export type FaultEffect =
  /** Waits in real time, then goes on. At most 600,000 ms. */
  | { readonly kind: 'delay'; readonly ms: number }
  /**
   * An exception of NetServer, such as `SoSessionException`, in the form of the protocol. One that
   * this server throws by itself is answered in the same way.
   */
  | { readonly kind: 'exception'; readonly exceptionType: string; readonly text?: string }
  /** Applies to calls over SOAP only. */
  | { readonly kind: 'soap-fault'; readonly text?: string }
  /** From 400 to 599, with a text that belongs to no protocol, as from a proxy. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  /** Resets the TCP connection. */
  | { readonly kind: 'reset' }
  /** Closes the connection without an answer. */
  | { readonly kind: 'empty' }
  /**
   * Sends the head and half of the body, then closes the connection. The answer is an error if the
   * fault replaces the work.
   */
  | { readonly kind: 'truncate' }
  /** Sends bytes that are not HTTP, then closes the connection. */
  | { readonly kind: 'garbage' }
  /** Never answers. The connection stays open until the fault is removed. */
  | { readonly kind: 'hang' }
  /** Sends the head at once and the body at this speed, then closes the connection. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /**
   * Ends the ticket of the call, or that of its access token, then goes on: a call is refused
   * itself, or the next one if the ticket ends when it was `answered`. Applies to calls with a
   * ticket only.
   */
  | { readonly kind: 'expire-ticket' };

export interface FaultState {
  /** Answers that the fault changed have it in the header field `X-Ticketoffice-Fault`. */
  readonly id: string;
  readonly rule: FaultRule;
  readonly hits: number;
}
