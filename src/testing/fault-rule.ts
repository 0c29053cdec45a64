/** The faults that a test can inject. */

export interface FaultRule {
  /** The requests that it applies to. By default all, except those of the control API. */
  readonly match?: FaultMatch;
  /** How many matching requests are left alone first. By default 0. */
  readonly skip?: number;
  /** How many requests it applies to. By default 1. `always` has no limit. */
  readonly times?: number | 'always';
  /** From 0 to 1. By default 1. Requests that are spared by chance do not count for `times`. */
  readonly probability?: number;
  /** Makes the sequence of chances the same each time. By default 1. */
  readonly randomSeed?: number;
  /**
   * `before`: instead of the work. `answered`: the work is done, but the client gets this in place
   * of the answer. By default `before`.
   */
  readonly when?: 'before' | 'answered';
  readonly effect: FaultEffect;
}

export interface FaultMatch {
  /** `User/GetAccessToken`, or the name alone. */
  readonly operation?: string;
  readonly protocol?: 'soap' | 'rest' | 'oauth2';
  readonly tenant?: string;
  readonly user?: string;
  readonly application?: string;
}

export type FaultEffect =
  /** Waits, then goes on. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** An exception of NetServer, such as `SoSessionException`, in the form of the protocol. */
  | { readonly kind: 'exception'; readonly exceptionType: string; readonly text?: string }
  | { readonly kind: 'soap-fault'; readonly text?: string }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  /** Resets the TCP connection. */
  | { readonly kind: 'reset' }
  /** Closes the connection without an answer. */
  | { readonly kind: 'empty' }
  /** Sends half of the body, then closes the connection. */
  | { readonly kind: 'truncate' }
  /** Sends bytes that are not HTTP, then closes the connection. */
  | { readonly kind: 'garbage' }
  /** Never answers. The connection stays open. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** Ends the ticket of the request, then goes on. */
  | { readonly kind: 'expire-ticket' };

export interface FaultState {
  /** Answers that the fault changed have it in the header field `X-Ticketoffice-Fault`. */
  readonly id: string;
  readonly rule: FaultRule;
  readonly hits: number;
}
