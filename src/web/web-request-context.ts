/**
 * The context of a request to REST or OAuth: the client, the address, and the result for the log.
 * The HTTP server creates it before routing.
 */
import type { Caller } from '../contract/service.ts';
import type { Recording } from './recording.ts';

export interface WebRequestContext {
  readonly caller: Caller;
  /** Whether the client has exceeded its rate limit, so that the request must be refused. */
  readonly isTooMuch: boolean;
  /** Null if the request is not recorded. */
  readonly recording: Recording | null;
  /** Online, the context identifier as written in the path. Empty if there is none. */
  readonly firstSegment: string;
  /**
   * Returns the base URL of a tenant, such as `https://crm.example.com/Cust12345`.
   *
   * @param contextIdentifier of the tenant. Empty on-site and for addresses outside all tenants.
   */
  baseUrlOf(contextIdentifier: string): string;
  /**
   * Whether the base URL can be trusted: it is configured, or it is a loopback address. Otherwise
   * it comes from the request and must not be used to accept anything.
   */
  readonly baseUrlIsSure: boolean;
  /** Whether the base URL is configured and therefore the same for every client. */
  readonly baseUrlIsSet: boolean;
  /** For the log: the recognised operation, and its result. */
  operation: string | null;
  outcome: string;
}

/** The context of a request that is not limited, logged or counted as those of clients are. */
export function plainRequestContext(): WebRequestContext {
  return {
    caller: { address: '', userAgent: null, assertedUserName: null, requestId: '' },
    isTooMuch: false,
    recording: null,
    firstSegment: '',
    baseUrlOf: () => 'http://localhost',
    baseUrlIsSure: false,
    baseUrlIsSet: false,
    operation: null,
    outcome: '',
  };
}

declare module 'fastify' {
  interface FastifyRequest {
    readonly context: WebRequestContext;
  }
}
