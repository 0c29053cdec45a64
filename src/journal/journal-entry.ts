/** What the journal says about an answered request, and the filter by which entries are found. */

/** How a request ended. `fault`: a fault was injected by a test. */
export type JournalOutcome = 'succeeded' | 'refused' | 'failed' | 'fault';

export interface JournalEntry extends EntryContent {
  /** Counts up from 1 in each journal. */
  readonly number: number;
  readonly requestId: string;
  /** When the request arrived, by the server's clock. Milliseconds since 1970-01-01T00:00Z. */
  readonly atMs: number;
  /** Until the answer was ready to be sent. */
  readonly durationMs: number;
}

/** The part of an entry that may be the same for several requests, which then share the object. */
export interface EntryContent {
  readonly protocol: 'soap' | 'rest' | 'oauth2' | 'login' | 'page';
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** 0 if there was no answer. */
  readonly status: number;
  /** Such as `User/GetAccessToken`. Null if the request was refused before it was known. */
  readonly operation: string | null;
  readonly outcome: JournalOutcome;
  /** The context identifier. Null if it is unknown, and on-site. */
  readonly tenant: string | null;
  /** The name of the user, once it is proved. */
  readonly user: string | null;
  readonly application: string | null;
  readonly address: string;
  readonly userAgent: string | null;
  /**
   * Why the request was refused or has failed. Also why a token is not active, after an answer that
   * says so. Null otherwise.
   */
  readonly refusal: Refusal | null;
  /** The injected fault that changed the answer. */
  readonly faultId: string | null;
  /** Null at the level `metadata`. */
  readonly messages: JournalMessages | null;
}

export interface Refusal {
  /** The rule that refused it, such as `ticket-expired` or `operation-unknown`. */
  readonly reason: string;
  /** What was wrong and what was expected, in words. Has more than the client is told. */
  readonly text: string;
  /** The nearest valid form of what was sent. Null if there is none. */
  readonly nearest: string | null;
}

/**
 * The messages, without their content coding. Secrets are replaced by numbered names such as
 * `{{ticket 3}}`: the same name, the same secret. Unknown values are replaced, too. A body that
 * cannot be read is replaced by its length.
 */
export interface JournalMessages {
  /** Without the question mark. Empty if there is none. */
  readonly requestQuery: string;
  readonly requestHead: readonly (readonly [name: string, value: string])[];
  readonly requestBody: string;
  readonly answerHead: readonly (readonly [name: string, value: string])[];
  readonly answerBody: string;
}

/** All conditions must hold. Names are compared without regard to case. */
export interface JournalFilter {
  /** `User/GetAccessToken`, or the name alone: `GetAccessToken`. */
  readonly operation?: string;
  readonly outcome?: JournalOutcome;
  /** The reason of a refusal. */
  readonly reason?: string;
  readonly user?: string;
  readonly application?: string;
  readonly tenant?: string;
  readonly protocol?: JournalEntry['protocol'];
  /** Entries from this number on. */
  readonly fromNumber?: number;
  /** Entries from this time on, by the server's clock. */
  readonly sinceMs?: number;
}

/** How a reader waits for requests. */
export interface WaitOptions {
  /** How many entries must fit. By default 1. */
  readonly count?: number;
  /** In real time. By default 5 seconds. */
  readonly timeoutMs?: number;
  /** Ends the wait. It then rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
}
