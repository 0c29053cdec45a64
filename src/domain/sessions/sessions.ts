/**
 * Sessions: the rules of tickets. A ticket stands for an identity, not for a connection. Use
 * prolongs it. It ends when it expires, when it is revoked, or when its user starts a new
 * generation.
 */

import type { Clock } from '../clock.ts';
import type { RequestNotes } from '../request-notes.ts';
import type { Associate, AssociateStore } from '../users/associate.ts';
import { type LoginBar, loginBarOf } from '../users/may-log-in.ts';
import {
  createTicket,
  parseTicket,
  secretMatches,
  type Ticket,
  type TicketState,
  type TicketStore,
} from './ticket.ts';

/** The client that uses a ticket, as the ticket records it. */
export interface TicketUser {
  readonly address: string;
  readonly userAgent: string | null;
  /** The id of the request that uses the ticket. */
  readonly requestId?: string;
  /** Null, or absent, if nobody reads them. */
  readonly notes?: RequestNotes | null;
}

export interface Session {
  readonly ticket: TicketState;
  readonly associate: Associate;
}

/** A session with the text of its ticket. The text is stored nowhere. */
export interface GivenSession extends Session {
  readonly ticketText: string;
}

/** A session that was just started. */
export interface StartedSession extends GivenSession {
  readonly ticket: Ticket;
}

/**
 * Why a ticket is not valid: it has not the form of a ticket, belongs to another tenant, is not
 * stored, has the wrong secret or has expired; or its user was removed, may not log in, or has
 * started a new generation (`ended`).
 */
export type TicketFlaw =
  | 'malformed'
  | 'other-tenant'
  | 'unknown'
  | 'forged'
  | 'expired'
  | 'user-removed'
  | 'ended'
  | LoginBar;

export interface InvalidTicket {
  readonly flaw: TicketFlaw;
  /** As the text of the ticket says, if it can be read. */
  readonly ticketId: string | null;
  /** Null if it was not found. */
  readonly ticket: TicketState | null;
  readonly associate: Associate | null;
}

type TicketOrigin = Pick<Ticket, 'parentId' | 'accessTokenId'>;

const NOT_DERIVED: TicketOrigin = { parentId: null, accessTokenId: null };

/** The use of a ticket in steady use is written at most once in this time. */
const RECORD_USE_EVERY_MS = 60_000;
const ADDRESS_CHARACTERS_MAX = 64;
const USER_AGENT_CHARACTERS_MAX = 200;

export interface SessionsOptions {
  /** The tenant's context identifier. Empty on-site. */
  readonly contextIdentifier: string;
  readonly tickets: TicketStore;
  readonly associates: AssociateStore;
  readonly clock: Clock;
  /** The time from last use to expiry. */
  readonly ticketLifetimeMs: number;
}

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #aliases = new Map<string, string>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /**
   * Makes a fixed text that is no ticket stand for one. The demo uses it to accept the
   * documentation's ticket.
   */
  addAlias(alias: string, ticketText: string): void {
    this.#aliases.set(alias, ticketText);
  }

  /** Starts a session for a user who has proven their identity. */
  async start(
    associate: Associate,
    user: TicketUser,
    lifetimeMs?: number,
  ): Promise<StartedSession> {
    const prepared = this.prepare(associate, user, lifetimeMs);
    await this.#options.tickets.add(prepared.ticket);
    return prepared;
  }

  /** Like `start`, but the caller must store the ticket. */
  prepare(
    associate: Associate,
    user: TicketUser,
    lifetimeMs: number = this.#options.ticketLifetimeMs,
    origin: TicketOrigin = NOT_DERIVED,
  ): StartedSession {
    const now = this.#options.clock.now();
    const { text, id, secretHash } = createTicket(this.#options.contextIdentifier, now);
    const ticket: Ticket = {
      id,
      secretHash,
      associateId: associate.id,
      generation: associate.generation,
      ...origin,
      tokensFromMs: 0,
      issuedAtMs: now,
      expiresAtMs: now + lifetimeMs,
      ...usedBy(user, now),
    };
    return { ticket, associate, ticketText: text };
  }

  /**
   * Starts a session that ends when the given one is revoked. It does not expire with the given
   * one: that would cut off clients who only trade access tokens. Returns null if the given session
   * has just ended.
   *
   * @param accessTokenId the access token that is traded for the session.
   */
  async derive(
    session: Session,
    accessTokenId: string,
    user: TicketUser,
  ): Promise<StartedSession | null> {
    const { tickets } = this.#options;
    const prepared = this.prepareDerived(session, accessTokenId, user);
    await tickets.add(prepared.ticket);
    // A revocation of the parent from now on also finds this ticket. An earlier one could not.
    if (await tickets.exists(session.ticket.id)) return prepared;
    await tickets.remove(prepared.ticket.id);
    return null;
  }

  /**
   * Like `derive`, but the caller must store the ticket, unless the given session has ended.
   */
  prepareDerived(
    { associate, ticket: { id: parentId } }: Session,
    accessTokenId: string,
    user: TicketUser,
  ): StartedSession {
    return this.prepare(associate, user, undefined, { parentId, accessTokenId });
  }

  /**
   * Returns the session of the ticket and records this use, which prolongs it. Returns null if the
   * ticket is not valid.
   */
  async resume(ticketText: string, user: TicketUser): Promise<Session | null> {
    const session = await this.open(ticketText);
    if (!session || session.ticket.lastUsedAtMs > this.#unlessUsedAfterMs()) return session;
    return { ...session, ticket: await this.#recordUse(session.ticket, user) };
  }

  /** Returns the session of the ticket, like `resume`. Does not prolong anything. */
  async open(ticketText: string): Promise<Session | null> {
    const judged = await this.judge(ticketText);
    return 'flaw' in judged ? null : judged;
  }

  /** Like `open`, with the reason. */
  async judge(ticketText: string): Promise<Session | InvalidTicket> {
    const given = ticketText.trim();
    // Aliases come last, because the lookup of a text makes a copy of it.
    const parsed = parseTicket(given) ?? parseTicket(this.#aliases.get(given) ?? '');
    if (!parsed) return { flaw: 'malformed', ticketId: null, ticket: null, associate: null };
    const { id, secret, contextIdentifier } = parsed;
    if (contextIdentifier !== this.#options.contextIdentifier) {
      return { flaw: 'other-tenant', ticketId: id, ticket: null, associate: null };
    }
    const judged = await this.judgeId(id);
    const { ticket, associate } = judged;
    if (!ticket || secretMatches(ticket, secret)) return judged;
    return { flaw: 'forged', ticketId: id, ticket, associate };
  }

  /**
   * Returns the session of the ticket with this id, if it is valid. Authenticates nobody and does
   * not prolong anything.
   */
  async find(ticketId: string): Promise<Session | null> {
    const judged = await this.judgeId(ticketId);
    return 'flaw' in judged ? null : judged;
  }

  /** Like `find`, with the reason. */
  async judgeId(ticketId: string): Promise<Session | InvalidTicket> {
    const ticket = await this.#options.tickets.findState(ticketId);
    if (!ticket) return { flaw: 'unknown', ticketId, ticket, associate: null };
    if (ticket.expiresAtMs <= this.#options.clock.now()) {
      return { flaw: 'expired', ticketId, ticket, associate: null };
    }
    const associate = await this.#options.associates.find(ticket.associateId);
    if (!associate) return { flaw: 'user-removed', ticketId, ticket, associate };
    const flaw = loginBarOf(associate) ?? 'ended';
    if (flaw !== 'ended') return { flaw, ticketId, ticket, associate };
    if (associate.generation !== ticket.generation) return { flaw, ticketId, ticket, associate };
    return { ticket, associate };
  }

  /**
   * Returns the current state of a session that the caller started a moment ago. Returns null if it
   * is not valid, or so old that a use of it might have to be recorded. Does not prolong anything.
   */
  async giveAgain({ ticket, ticketText }: GivenSession): Promise<GivenSession | null> {
    if (ticket.issuedAtMs <= this.#unlessUsedAfterMs()) return null;
    const session = await this.find(ticket.id);
    return session?.ticket.secretHash === ticket.secretHash ? { ...session, ticketText } : null;
  }

  /** Returns the ticket as it is after the use. */
  async #recordUse(ticket: TicketState, user: TicketUser): Promise<TicketState> {
    const now = this.#options.clock.now();
    const expiresAtMs = Math.max(now + this.#options.ticketLifetimeMs, ticket.expiresAtMs);
    const used = { expiresAtMs, lastUsedAtMs: now };
    const use = { ...used, ...usedBy(user, now) };
    // The condition is checked in the database, because another node may have recorded a use
    // already.
    await this.#options.tickets.recordUse(ticket.id, use, this.#unlessUsedAfterMs());
    return { ...ticket, ...used };
  }

  /** A use is only recorded for a ticket that was not used after this time. */
  #unlessUsedAfterMs(): number {
    const { clock, ticketLifetimeMs } = this.#options;
    // A tenth of a short lifetime, so that use prolongs it as well.
    return clock.now() - Math.min(RECORD_USE_EVERY_MS, ticketLifetimeMs / 10);
  }
}

function usedBy(user: TicketUser, now: number) {
  return {
    lastUsedAtMs: now,
    lastUsedFrom: user.address.slice(0, ADDRESS_CHARACTERS_MAX),
    lastUsedBy: user.userAgent?.slice(0, USER_AGENT_CHARACTERS_MAX) ?? null,
  };
}
