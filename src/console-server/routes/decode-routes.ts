/** The decoder of tickets and tokens. What it is given is neither stored nor logged. */
import { type DecodedToken, decodedToken, tokenToDecode } from '../../console-api/decode.ts';
import type {
  Inspected,
  InspectedTicket,
  InspectedToken,
} from '../../domain/sessions/token-inspector.ts';
import {
  authorised,
  type ConsoleRoute,
  consoleRoute,
  instantOf,
  instantOrNull,
} from '../console-call.ts';

export const decodeRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'POST',
    path: '/decode',
    summary: 'Shows what a ticket, an access token or a JWT says, and whether it is valid.',
    input: tokenToDecode,
    answer: decodedToken,
    perform: async (call, { token }) => {
      const { tokenInspector } = call.parts.backend().registry;
      const inspected = await tokenInspector.inspect(authorised(call, 'read-sessions'), token);
      return isTicket(inspected) ? ticketRecord(inspected) : tokenRecord(inspected);
    },
  }),
];

function isTicket(inspected: Inspected): inspected is InspectedTicket {
  return inspected.kind === 'ticket';
}

function ticketRecord({ refusal, contextIdentifier, ticketId, ticket, user }: InspectedTicket) {
  return {
    kind: 'ticket' as const,
    isValid: refusal === null,
    reason: refusal?.text ?? null,
    fields: fieldsOf({
      ticketId,
      tenant: contextIdentifier || null,
      user,
      lastUsedAt: ticket && instantOf(ticket.lastUsedAtMs),
      lastUsedFrom: ticket?.lastUsedFrom ?? null,
      lastUsedBy: ticket?.lastUsedBy ?? null,
      parentTicketId: ticket?.parentId ?? null,
      accessTokenId: ticket?.accessTokenId ?? null,
    }),
    validFrom: instantOrNull(ticket?.issuedAtMs ?? null),
    validTo: instantOrNull(ticket?.expiresAtMs ?? null),
  };
}

function tokenRecord({ kind, refusal, reason, facts, ...known }: InspectedToken): DecodedToken {
  const { user, application, jwt, csSession } = known;
  return {
    kind: refusal === 'malformed' && facts === null ? 'unknown' : kind,
    isValid: refusal === null,
    reason,
    fields: fieldsOf({
      tokenId: facts?.tokenId ?? null,
      tenant: facts?.contextIdentifier || null,
      user,
      userId: facts ? String(facts.associateId) : null,
      application: application?.name ?? null,
      clientId: application?.clientId ?? null,
      ticketId: facts?.ticketId ?? null,
      accessTokenId: jwt?.origin_jti ?? null,
      issuer: jwt?.iss ?? null,
      audience: jwt ? [jwt.aud ?? []].flat().join(', ') || null : null,
      csLoginId: csSession ? String(csSession.loginId) : null,
      csUserId: csSession ? String(csSession.csUserId) : null,
      csSession: csSession && (csSession.isActive ? 'active' : 'not active'),
    }),
    validFrom: facts && instantOf(facts.validFromMs),
    validTo: facts && instantOf(facts.validToMs),
  };
}

/** Without those that are not known. */
function fieldsOf(known: Readonly<Record<string, string | null>>): DecodedToken['fields'] {
  return Object.entries(known).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value }],
  );
}
