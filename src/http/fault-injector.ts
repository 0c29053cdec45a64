/** How a test server injects faults into requests. All other servers have no fault injector. */
import type { Socket } from 'node:net';
import type { CallFaults } from '../contract/call-faults.ts';
import type { Caller } from '../contract/service.ts';
import type { Protocol } from '../web/recording.ts';

export interface FaultInjector {
  /** Called when a request arrives. Returns null if no fault can apply to it. */
  open(request: FaultyRequest): RequestFaults | null;
  /**
   * Applies no more faults, and lets the requests go that a fault delays or never answers. Called
   * when the server closes.
   */
  close(): void;
}

export interface FaultyRequest {
  readonly protocol: Protocol;
  readonly socket: Socket;
  /** Null if the request is not recorded. */
  readonly notes: RequestNotes | null;
}

type RequestNotes = NonNullable<Caller['notes']>;

/** The faults of one request. */
export interface RequestFaults extends CallFaults {
  /** Those of the recording, or else new ones. */
  readonly notes: RequestNotes;
  /** The fault that applies to the request. Null while there is none. */
  readonly hit: FaultHit | null;
}

/** The part of a fault that HTTP applies. `testing/fault-rule.ts` describes the effects. */
export interface FaultHit {
  readonly id: string;
  /** Sent in place of the answer. */
  readonly status: StatusFault | null;
  /** How the connection fails. The answer is sent as usual if this is null. */
  readonly connection: ConnectionFault | null;
  /** Aborted when requests that the fault delays or never answers must be let go. */
  readonly released: AbortSignal;
}

export interface StatusFault {
  readonly status: number;
  readonly retryAfterSeconds?: number;
}

export type ConnectionFault =
  | { readonly kind: 'reset' | 'empty' | 'truncate' | 'garbage' | 'hang' }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number };
