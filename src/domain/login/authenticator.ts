/**
 * Authenticators: the ways of proving who one is, behind one interface. Which there are and in what
 * order they are asked is wiring.
 */
import { looksLikeAccessToken } from '../access-token.ts';
import type { Application } from '../application.ts';
import type { Session, TicketUser } from '../sessions.ts';
import { looksLikeTicket } from '../ticket.ts';

/** What a client may prove an identity with. */
export type Credentials =
  | { readonly kind: 'ticket'; readonly ticket: string }
  | { readonly kind: 'access-token'; readonly accessToken: string }
  | { readonly kind: 'password'; readonly userName: string; readonly password: string }
  /** The environment vouches for the user: a trusted proxy, or a client certificate. */
  | { readonly kind: 'assertion'; readonly userName: string };

/** An identity that was proven, with the ticket that stands for it from now on. */
export interface ProvenIdentity extends Session {
  readonly ticketText: string;
  /** That the same client was given the ticket a moment ago is in the audit trail already. */
  readonly isRepeat?: boolean;
  /** To be called once the login is in the audit trail. */
  readonly onRecorded?: () => void;
}

export interface Authenticator {
  /**
   * Null when it does not know such credentials, or they prove nothing to it: then the next
   * authenticator is asked. Must take as long for users who do not exist as for those who do.
   *
   * @param application that asks; null where none is known.
   * @throws DomainError `busy`.
   */
  authenticate(
    credentials: Credentials,
    user: TicketUser,
    application: Application | null,
  ): Promise<ProvenIdentity | null>;
}

/** What stands for a session. */
export type SessionCredentials = Extract<
  Credentials,
  { readonly kind: 'ticket' } | { readonly kind: 'access-token' }
>;

/**
 * An access token can stand wherever a ticket is asked for. It is an access token there too: it
 * speaks for its application, and whatever ends it ends this use of it.
 */
export function sessionCredentialsOf(ticketOrToken: string): SessionCredentials {
  const text = ticketOrToken.trim();
  return looksLikeAccessToken(text)
    ? { kind: 'access-token', accessToken: text }
    : { kind: 'ticket', ticket: text };
}

/**
 * A ticket or an access token can stand wherever a user name is asked for; the password is ignored.
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
