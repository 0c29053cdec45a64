/** Tickets and CS sessions, with a record of each that somebody ends. */
import type { AssociateStore } from '../associate.ts';
import type { CsSessionStore } from '../cs-session.ts';
import type { TicketStore } from '../ticket.ts';
import type { RecordChange } from './record-change.ts';
import { withChanges } from './with-changes.ts';

export function auditedTickets(
  store: TicketStore,
  associates: AssociateStore,
  record: RecordChange,
): TicketStore {
  return withChanges(store, {
    remove: async (id) => {
      const ticket = await store.find(id);
      const user = ticket && (await associates.find(ticket.associateId));
      const ticketsEnded = await store.remove(id);
      if (ticketsEnded > 0) {
        const detail = { ticketId: id, ticketsEnded };
        await record({ action: 'ticket-revoked', user: user?.name ?? null, detail });
      }
      return ticketsEnded;
    },
    removeOfAssociate: async (associateId) => {
      const user = (await associates.find(associateId))?.name ?? null;
      const ticketsEnded = await store.removeOfAssociate(associateId);
      const detail = { userId: associateId, ticketsEnded };
      await record({ action: 'ticket-revoked', user, detail });
      return ticketsEnded;
    },
    removeOfAccessToken: async (accessTokenId) => {
      const ticketsEnded = await store.removeOfAccessToken(accessTokenId);
      const detail = { tokenId: accessTokenId, ticketsEnded };
      await record({ action: 'access-token-revoked', detail });
      return ticketsEnded;
    },
    add: 'as it is',
    find: 'as it is',
    stands: 'as it is',
    recordUse: 'as it is',
    listLive: 'as it is',
  });
}

export function auditedCsSessions(
  store: CsSessionStore,
  associates: AssociateStore,
  record: RecordChange,
): CsSessionStore {
  return withChanges(store, {
    remove: async (loginId) => {
      const session = await store.find(loginId);
      const user = session && (await associates.find(session.associateId));
      const removed = await store.remove(loginId);
      if (removed) {
        const detail = { loginId };
        await record({ action: 'cs-session-removed', user: user?.name ?? null, detail });
      }
      return removed;
    },
    add: 'as it is',
    find: 'as it is',
    recordUse: 'as it is',
    listLive: 'as it is',
  });
}
