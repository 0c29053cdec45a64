/** Live sessions, as operators look at them. Each look is in the audit trail. */
import type { Authorised } from '../actor.ts';
import type { TenantAudit } from '../audit/audit-trail.ts';
import { auditEntryOf } from '../changes.ts';
import type { Clock } from '../clock.ts';
import type { TenantStores } from '../installation.ts';
import type { AssociateStore } from '../users/associate.ts';
import type { CsSession } from './cs-session.ts';
import type { CsSessions } from './cs-sessions.ts';
import type { Ticket } from './ticket.ts';

/** A live ticket, without what belongs to its secret. */
export interface ViewedTicket extends Omit<Ticket, 'secretHash'> {
  /** The name of the user. Null if the user was removed at this moment. */
  readonly user: string | null;
}

/** A live CS session, without what belongs to its key. */
export interface ViewedCsSession extends Omit<CsSession, 'keyHash'> {
  readonly user: string | null;
  /** When it ends without further use. */
  readonly endsAtMs: number;
}

/** A ticket in the tree, with the CS sessions that end with it. */
export interface TicketNode {
  readonly ticket: ViewedTicket;
  /** 0 for a root. */
  readonly depth: number;
  readonly csSessions: readonly ViewedCsSession[];
}

/**
 * Tickets and what depends on them. Below a ticket are the tickets that its access tokens were
 * traded for, which end with the ticket and with their access token. Nothing else is known of
 * access tokens, because they are stored nowhere.
 */
export interface SessionTree {
  /**
   * Depth first: the tickets below a ticket follow it, those of one access token together. The root
   * that was used last comes first. A root was started by a login, or its parent has ended or is
   * beyond the limit.
   */
  readonly nodes: readonly TicketNode[];
  /** Whether there are more live tickets than the limit. */
  readonly isCut: boolean;
}

/** Selects sessions. */
export interface SessionSelection {
  /** Absent for all users. */
  readonly associateId?: number | undefined;
  /** How many tickets, or CS sessions, at most. */
  readonly limit: number;
}

/** A part of a list. */
export interface CutList<T> {
  readonly items: readonly T[];
  /** Whether there are more than the limit. */
  readonly isCut: boolean;
}

export interface SessionViewsOptions {
  readonly stores: Pick<TenantStores, 'associates' | 'tickets' | 'csSessions'>;
  readonly csSessions: CsSessions;
  readonly clock: Clock;
  readonly audit: TenantAudit;
}

type Reader = Authorised<'read-sessions'>;

export class SessionViews {
  readonly #options: SessionViewsOptions;

  constructor(options: SessionViewsOptions) {
    this.#options = options;
  }

  /** Returns live tickets as a tree. */
  async tree(actor: Reader, selection: SessionSelection): Promise<SessionTree> {
    const tickets = await this.#tickets(selection);
    // A CS session has a live ticket, and a ticket rarely has several.
    const csSessions = await this.#csSessions(selection);
    await this.#record(actor, selection, {
      tickets: tickets.items.length,
      csSessions: csSessions.items.length,
    });
    return { nodes: nodesOf(tickets.items, csSessions.items), isCut: tickets.isCut };
  }

  /** Lists live tickets, last used first. */
  async tickets(actor: Reader, selection: SessionSelection): Promise<CutList<ViewedTicket>> {
    const tickets = await this.#tickets(selection);
    await this.#record(actor, selection, { tickets: tickets.items.length });
    return tickets;
  }

  /** Lists live CS sessions, last active first. */
  async csSessions(actor: Reader, selection: SessionSelection): Promise<CutList<ViewedCsSession>> {
    const csSessions = await this.#csSessions(selection);
    await this.#record(actor, selection, { csSessions: csSessions.items.length });
    return csSessions;
  }

  async #tickets({ associateId, limit }: SessionSelection): Promise<CutList<ViewedTicket>> {
    const { stores, clock } = this.#options;
    const live = await stores.tickets.listLive(clock.now(), limit + 1, associateId);
    const names = await namesOf(stores.associates, live);
    const items = live.slice(0, limit).map(({ secretHash: _, ...ticket }) => ({
      ...ticket,
      user: names.get(ticket.associateId) ?? null,
    }));
    return { items, isCut: live.length > limit };
  }

  async #csSessions({ associateId, limit }: SessionSelection): Promise<CutList<ViewedCsSession>> {
    const { stores, clock, csSessions } = this.#options;
    const nowMs = clock.now();
    const idleSinceMs = csSessions.idleSinceMs();
    const live = await stores.csSessions.listLive(nowMs, idleSinceMs, limit + 1, associateId);
    const names = await namesOf(stores.associates, live);
    const items = live.slice(0, limit).map(({ keyHash: _, ...session }) => ({
      ...session,
      user: names.get(session.associateId) ?? null,
      endsAtMs: Math.min(session.expiresAtMs, session.lastActiveAtMs + nowMs - idleSinceMs),
    }));
    return { items, isCut: live.length > limit };
  }

  async #record(
    actor: Reader,
    { associateId }: SessionSelection,
    counts: Readonly<Record<string, number>>,
  ): Promise<void> {
    const { stores, audit } = this.#options;
    const found = associateId === undefined ? null : await stores.associates.find(associateId);
    const event = { action: 'sessions-viewed', user: found?.name ?? null, detail: counts } as const;
    await audit.record(null, auditEntryOf(actor, event));
  }
}

/** The names of the users of these records. */
async function namesOf(
  associates: AssociateStore,
  records: readonly { readonly associateId: number }[],
): Promise<ReadonlyMap<number, string>> {
  const ids = new Set(records.map(({ associateId }) => associateId));
  const users = await associates.findAll([...ids]);
  return new Map(users.map(({ id, name }) => [id, name]));
}

/** A loop instead of recursion, because a client decides how deep a tree is. */
function nodesOf(
  tickets: readonly ViewedTicket[],
  csSessions: readonly ViewedCsSession[],
): readonly TicketNode[] {
  const ids = new Set(tickets.map(({ id }) => id));
  const below = Map.groupBy(tickets, ({ parentId }) =>
    parentId !== null && ids.has(parentId) ? parentId : null,
  );
  const csSessionsOf = Map.groupBy(csSessions, ({ ticketId }) => ticketId);
  const nodes: TicketNode[] = [];
  const rest = inReverse(below.get(null), 0);
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { ticket, depth } = next;
    nodes.push({ ticket, depth, csSessions: csSessionsOf.get(ticket.id) ?? [] });
    const byToken = Map.groupBy(below.get(ticket.id) ?? [], ({ accessTokenId }) => accessTokenId);
    rest.push(...inReverse([...byToken.values()].flat(), depth + 1));
  }
  return nodes;
}

function inReverse(tickets: readonly ViewedTicket[] = [], depth: number) {
  return tickets.map((ticket) => ({ ticket, depth })).reverse();
}
