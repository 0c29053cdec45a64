/** How people get into the console. */
import type { OperatorActor } from '../domain/actor.ts';
import type { AuditCaller } from '../domain/audit/audit-trail.ts';

/** Somebody who is in. */
export interface SignedIn {
  readonly actor: OperatorActor;
  /** When the session ends if it is not used. Null if it does not. */
  readonly idleEndsAtMs: number | null;
  /** When the session ends at the latest. */
  readonly endsAtMs: number | null;
}

/** Somebody who has just signed in, with the secret for the cookie. */
export interface NewSession extends SignedIn {
  readonly secret: string;
}

export interface ConsoleDoor {
  /** Whether everybody who reaches the console is in. */
  readonly isOpen: boolean;
  /**
   * Returns whose session the secret is. Null if it has ended, or never was.
   *
   * @param secret of the cookie. Null if there is none.
   * @param isUse whether a person asks, and not the page by itself. This prolongs the session.
   */
  find(secret: string | null, caller: AuditCaller, isUse: boolean): Promise<SignedIn | null>;
  /** Null if the link is not valid. */
  byLink(secret: string, caller: AuditCaller): Promise<NewSession | null>;
  /** Null if name or password is wrong. */
  byPassword(name: string, password: string, caller: AuditCaller): Promise<NewSession | null>;
  signOut(secret: string | null, caller: AuditCaller): Promise<void>;
}
