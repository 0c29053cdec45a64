/** The sessions of users: looking at them, and ending them. */
import {
  csSessionToEnd,
  ended,
  sessions,
  sessionsQuery,
  type TicketSession,
  ticketToEnd,
} from '../../console-api/sessions.ts';
import { userOfTenant } from '../../console-api/tenant-field.ts';
import type { TicketNode } from '../../domain/sessions/session-views.ts';
import { noUser } from '../../domain/users/administered.ts';
import {
  authorised,
  type ConsoleRoute,
  consoleRoute,
  instantOf,
  servicesOf,
} from '../console-call.ts';
import { scopeOfRecords } from '../scope-texts.ts';

const path = '/sessions';
const TICKETS_DEFAULT = 200;

export const sessionTreeRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Shows who is logged in. The look is recorded in the audit trail.',
    input: sessionsQuery,
    answer: sessions,
    perform: async (call, { tenant, user: name, limit = TICKETS_DEFAULT }) => {
      const services = await servicesOf(call, tenant);
      const user = name === undefined ? null : await services.stores.associates.findByName(name);
      if (name !== undefined && !user) throw noUser({ name });
      const selection = { associateId: user?.id, limit };
      const reader = authorised(call, 'read-sessions');
      const { nodes, isCut } = await services.sessionViews.tree(reader, selection);
      return {
        tenant: services.tenant.contextIdentifier,
        tickets: nodes.map(recordOf),
        isComplete: !isCut,
        scope: scopeOfRecords(call.parts),
      };
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/end`,
    summary: 'Ends a ticket, and all that was derived from it.',
    input: ticketToEnd,
    answer: ended,
    perform: async (call, { tenant, ticketId }) => {
      const { sessionAdministration } = await servicesOf(call, tenant);
      const actor = authorised(call, 'end-sessions');
      return { ended: await sessionAdministration.revokeTicket(actor, ticketId) };
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/end-all`,
    summary: 'Ends all tickets of a user.',
    input: userOfTenant,
    answer: ended,
    perform: async (call, { tenant, userId }) => {
      const { sessionAdministration } = await servicesOf(call, tenant);
      const actor = authorised(call, 'end-sessions');
      return { ended: await sessionAdministration.revokeTicketsOf(actor, userId) };
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/end-cs-session`,
    summary: 'Ends a CS session only.',
    input: csSessionToEnd,
    answer: ended,
    perform: async (call, { tenant, loginId }) => {
      const { sessionAdministration } = await servicesOf(call, tenant);
      const actor = authorised(call, 'end-sessions');
      const removed = await sessionAdministration.removeCsSession(actor, loginId);
      return { ended: removed === null ? 0 : 1 };
    },
  }),
];

function recordOf({ ticket, depth, csSessions }: TicketNode): TicketSession {
  return {
    id: ticket.id,
    depth,
    userId: ticket.associateId,
    user: ticket.user,
    startedAt: instantOf(ticket.issuedAtMs),
    lastUsedAt: instantOf(ticket.lastUsedAtMs),
    expiresAt: instantOf(ticket.expiresAtMs),
    address: ticket.lastUsedFrom,
    userAgent: ticket.lastUsedBy,
    parentId: ticket.parentId,
    accessTokenId: ticket.accessTokenId,
    csSessions: csSessions.map((session) => ({
      loginId: session.loginId,
      userId: session.associateId,
      user: session.user,
      csUserId: session.csUserId,
      origin: session.origin,
      address: session.clientAddress,
      startedAt: instantOf(session.startedAtMs),
      lastUsedAt: instantOf(session.lastActiveAtMs),
      expiresAt: instantOf(session.endsAtMs),
    })),
  };
}
