/**
 * Authenticators: the ways to prove an identity, behind one interface. The wiring decides which are
 * asked, and in which order.
 */

import type { Application } from '../applications/application.ts';
import { looksLikeAccessToken } from '../sessions/access-token.ts';
import type { GivenSession, StartedSession, TicketUser } from '../sessions/sessions.ts';
import { looksLikeTicket } from '../sessions/ticket.ts';

/** The credentials that a client may send. */
export type Credentials =
  | { readonly kind: 'ticket'; readonly ticket: string }
  | { readonly kind: 'access-token'; readonly accessToken: string }
  | { readonly kind: 'password'; readonly userName: string; readonly password: string }
  /** The environment vouches for the user: a trusted proxy, or a client certificate. */
  | { readonly kind: 'assertion'; readonly userName: string };

/** A proven identity, with the ticket that stands for it from now on. */
export type ProvenIdentity = NewIdentity | KnownIdentity;

/** The ticket is not stored yet. `recordLogin` stores it. */
export interface NewIdentity extends StartedSession {
  readonly state: 'new';
  /** To be called once the ticket and the event of its login are stored. */
  readonly onStored?: () => void;
}

export interface KnownIdentity extends GivenSession {
  /**
   * - `resumed`: the client keeps its ticket.
   * - `repeated`: the same client got the ticket a moment ago. That login is in the audit trail.
   */
  readonly state: 'resumed' | 'repeated';
}

export interface Authenticator {
  /**
   * Returns null if it does not handle such credentials, or if they are wrong. Then the next
   * authenticator is asked. It must take as long for unknown users as for existing ones.
   *
   * @param application the calling application; null if none is known.
   * @throws DomainError `busy`.
   */
  authenticate(
    credentials: Credentials,
    user: TicketUser,
    application: Application | null,
  ): Promise<ProvenIdentity | null>;
}

/** The credentials that stand for a session. */
export type SessionCredentials = Extract<
  Credentials,
  { readonly kind: 'ticket' } | { readonly kind: 'access-token' }
>;

/**
 * An access token is accepted wherever a ticket is expected. It keeps its meaning: it identifies
 * its application, and the session ends when the token ends.
 */
export function sessionCredentialsOf(ticketOrToken: string): SessionCredentials {
  const text = ticketOrToken.trim();
  return looksLikeAccessToken(text)
    ? { kind: 'access-token', accessToken: text }
    : { kind: 'ticket', ticket: text };
}

/**
 * A ticket or an access token is accepted in place of a user name. The password is ignored then.
 */
export function credentialsOf(
  nameOrToken: string,
  password: string,
): Exclude<Credentials, { readonly kind: 'assertion' }> {
  const userName = nameOrToken.trim();
  return looksLikeTicket(userName) || looksLikeAccessToken(userName)
    ? sessionCredentialsOf(userName)
    : { kind: 'password', userName, password };
}
