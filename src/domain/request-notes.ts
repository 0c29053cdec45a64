/**
 * Notes on a request: whose it is, and why it was refused. They exist only while somebody reads
 * them, such as the journal. The code that serves a request fills them and does not depend on them.
 */

/** Why a request was refused. It may say more than the client is told. */
export interface RefusalCause {
  /** Such as `ticket-expired`. */
  readonly reason: string;
  /** What was wrong and what was expected, in sentences without a secret. */
  readonly text: string;
}

export interface RequestNotes {
  /** The context identifier. Null until it is known, and on-site. */
  tenant: string | null;
  /** The name of the user, once it is proved. */
  user: string | null;
  /** The name of the application that calls, once it is proved. */
  application: string | null;
  /** The ticket of the session that the request uses. */
  ticketId: string | null;
  /** The error that the client is told. Null if there is none. */
  error: unknown;
  /**
   * Finds what the error hides from the client. It is called after the answer, so that the client
   * cannot learn anything from the time that it takes.
   */
  findCause: (() => RefusalCause | null | Promise<RefusalCause | null>) | null;
  /** The injected fault that changed the answer. */
  faultId: string | null;
}

export function emptyRequestNotes(): RequestNotes {
  return {
    tenant: null,
    user: null,
    application: null,
    ticketId: null,
    error: null,
    findCause: null,
    faultId: null,
  };
}

/** The parts of a session that are noted. */
interface Admitted {
  readonly session?: {
    readonly ticket: { readonly id: string };
    readonly associate: { readonly name: string };
  };
  readonly application?: { readonly name: string } | null;
}

/** Notes who was admitted. Earlier notes stay where nothing else is known. */
export function noteAdmitted(notes: RequestNotes, { session, application }: Admitted): void {
  notes.user = session?.associate.name ?? notes.user;
  notes.ticketId = session?.ticket.id ?? notes.ticketId;
  notes.application = application?.name ?? notes.application;
}
