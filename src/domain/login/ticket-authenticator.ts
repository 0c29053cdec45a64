/** Authenticates by a ticket. The client keeps the ticket and gets no new one. */
import type { Sessions, TicketUser } from '../sessions/sessions.ts';
import type { Authenticator, Credentials, ProvenIdentity } from './authenticator.ts';

export class TicketAuthenticator implements Authenticator {
  readonly #sessions: Sessions;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  async authenticate(credentials: Credentials, user: TicketUser): Promise<ProvenIdentity | null> {
    if (credentials.kind !== 'ticket') return null;
    const { ticket } = credentials;
    const session = await this.#sessions.resume(ticket, user);
    return session && { ...session, ticketText: ticket, state: 'resumed' };
  }
}
