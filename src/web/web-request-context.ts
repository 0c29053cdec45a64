/**
 * A request to what is not SOAP: who makes it, at which address, and what came of it. It is decided
 * where the connection is, before any route.
 */
import type { Caller } from '../contract/service.ts';

export interface WebRequestContext {
  readonly caller: Caller;
  /** Whether so many requests came from the address that this one is to be refused. */
  readonly isTooMuch: boolean;
  /** Online the context identifier as it stands in the path; empty where there is none. */
  readonly firstSegment: string;
  /**
   * The URL in front of what belongs to a tenant, such as `https://crm.example.com/Cust12345`.
   *
   * @param contextIdentifier of the tenant; empty on-site, and for what belongs to none.
   */
  baseUrlOf(contextIdentifier: string): string;
  /**
   * Whether that URL is this server's whatever a client says: it is set, or on the loopback
   * interface. Else it is the client's own word, on which nothing may be accepted.
   */
  readonly baseUrlIsSure: boolean;
  /** Whether that URL is set, so that it is the same for every client. */
  readonly baseUrlIsSet: boolean;
  /** For the log: what was asked for, as far as it was understood, and what came of it. */
  operation: string | null;
  outcome: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    readonly context: WebRequestContext;
  }
}
