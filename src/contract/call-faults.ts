/**
 * Faults that a test injects into calls. A test server passes them along with the caller; no other
 * server does.
 */

export interface CallFaults {
  /**
   * Performs a call with the fault that fits it, if there is one.
   *
   * @throws what a fault puts in place of the work or of its answer.
   */
  perform<R>(call: FaultyCall, work: () => Promise<R>): Promise<R>;
  /**
   * To be called in the work when the caller has been admitted and the notes of the request are
   * filled. Faults that depend on the user or on the application act now.
   *
   * @param userName the name that a login has sent, which is not proved yet.
   * @returns whether a fault has ended the ticket, so that it must be checked again.
   * @throws what a fault puts in place of the work.
   */
  admitted(userName?: string): Promise<boolean>;
}

export interface FaultyCall {
  /** The form of the call, if the request does not tell it: the login speaks SOAP and JSON. */
  readonly protocol?: 'soap' | 'rest';
  /** Such as `User.GetAccessToken`. */
  readonly operation: string;
  /** The ticket or access token that the call presents. Null if it has none. */
  readonly ticket: string | null;
}
