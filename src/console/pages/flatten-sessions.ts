/** Tickets with their CS sessions, as rows. Each follows the one that it comes from. */
import type { CsSessionRecord, TicketSession } from '../../console-api/sessions.ts';

export interface SessionRow {
  readonly key: string;
  readonly kind: 'ticket' | 'CS session';
  readonly id: string;
  readonly depth: number;
  readonly user: string;
  readonly userId: number;
  readonly startedAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  readonly address: string;
  readonly userAgent: string | null;
}

export function flattenSessions(tickets: readonly TicketSession[]): readonly SessionRow[] {
  return tickets.flatMap(({ csSessions, ...ticket }) => [
    { ...ticket, key: `t${ticket.id}`, kind: 'ticket' as const, user: nameOf(ticket) },
    ...csSessions.map((session) => csRowOf(session, ticket.depth + 1)),
  ]);
}

function csRowOf(session: CsSessionRecord, depth: number): SessionRow {
  const id = String(session.loginId);
  const kind = 'CS session';
  return { ...session, key: `c${id}`, kind, id, depth, user: nameOf(session), userAgent: null };
}

function nameOf({ user, userId }: Pick<TicketSession, 'user' | 'userId'>): string {
  return user ?? `user ${userId}`;
}
