/** A tree of sessions as rows, each after the one that it comes from. */
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

export function flattenSessions(
  tickets: readonly TicketSession[],
  depth = 0,
): readonly SessionRow[] {
  return tickets.flatMap((ticket) => {
    const { csSessions, derived, ...row } = ticket;
    return [
      { ...row, key: `t${row.id}`, kind: 'ticket' as const, depth },
      ...csSessions.map((session) => csRowOf(session, depth + 1)),
      ...flattenSessions(derived, depth + 1),
    ];
  });
}

function csRowOf({ loginId, ...row }: CsSessionRecord, depth: number): SessionRow {
  const id = String(loginId);
  return { ...row, key: `c${id}`, kind: 'CS session', id, depth, userAgent: null };
}
