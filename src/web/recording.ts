/** How the servers of all protocols let a journal record requests. */
import type { Caller } from '../contract/service.ts';
import type { RequestHead } from './request-head.ts';

export type Protocol = 'soap' | 'rest' | 'oauth2' | 'login' | 'page' | 'health';

export interface Recorder {
  /** Returns null for a request that is not recorded. */
  open(request: RecordedRequest): Recording | null;
}

/** What is known when a request arrives. */
export interface RecordedRequest {
  readonly head: RequestHead;
  /** By `performance.now()`. */
  readonly startedAtMs: number;
  readonly requestId: string;
  readonly protocol: Protocol;
  /** Without the query. */
  readonly path: string;
  readonly address: string;
  readonly userAgent: string | null;
}

/** The record of a request while it is served. */
export interface Recording {
  readonly notes: NonNullable<Caller['notes']>;
  /** Takes the body as it was read, without its content coding. */
  takeBody(body: Uint8Array): void;
  /** Takes the answer just before it is sent. The first one counts. */
  takeAnswer(answer: RecordedAnswer): void;
  /** Ends the record. A request without an answer is recorded as such. */
  end(): void;
}

export interface RecordedAnswer {
  readonly status: number;
  /** Such as `User.GetAccessToken`. Null if it is unknown. */
  readonly operation: string | null;
  /** One word, as for the log. */
  readonly outcome: string;
  /** Returns the header fields. Called after the answer was sent. */
  readonly fields: () => readonly (readonly [name: string, value: string])[];
  /** Without content coding. */
  readonly body: string;
}
