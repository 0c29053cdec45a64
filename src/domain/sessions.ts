/**
 * Sessions: the rules of tickets. A ticket stands for an identity, not for a connection; it slides
 * with use, and ends by expiry, by revocation, or when its user starts a new generation.
 */
import type { Associate, AssociateStore } from './associate.ts';
import type { Clock } from './clock.ts';
import {
  createTicket,
  parseTicket,
  secretMatches,
  type Ticket,
  type TicketStore,
} from './ticket.ts';

/** Who uses a ticket, for the record. */
export interface TicketUser {
  readonly address: string;
  readonly userAgent: string | null;
  /** Of the request that is served. */
  readonly requestId?: string;
}

export interface Session {
  readonly ticket: Ticket;
  readonly associate: Associate;
}

/** A session that was just started, with the only copy of its ticket's text. */
export interface StartedSession extends Session {
  readonly ticketText: string;
}

type TicketOrigin = Pick<Ticket, 'parentId' | 'accessTokenId'>;

const NOT_DERIVED: TicketOrigin = { parentId: null, accessTokenId: null };

/** A ticket in steady use costs one write in this time. */
const RECORD_USE_EVERY_MS = 60_000;
const ADDRESS_CHARACTERS_MAX = 64;
const USER_AGENT_CHARACTERS_MAX = 200;

export interface SessionsOptions {
  /** Of the tenant; empty on-site. */
  readonly contextIdentifier: string;
  readonly tickets: TicketStore;
  readonly associates: AssociateStore;
  readonly clock: Clock;
  /** From last use to expiry. */
  readonly ticketLifetimeMs: number;
}

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #aliases = new Map<string, string>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /**
   * Makes a fixed text stand for a ticket: how the demo accepts the ticket of the documentation.
   */
  addAlias(alias: string, ticketText: string): void {
    this.#aliases.set(alias, ticketText);
  }

  /** Starts a session for a user who has proven to be who they are. */
  start(
    associate: Associate,
    user: TicketUser,
    lifetimeMs: number = this.#options.ticketLifetimeMs,
  ): Promise<StartedSession> {
    return this.#add(associate, user, lifetimeMs, NOT_DERIVED);
  }

  /**
   * Starts a session that ends when the given one is revoked, but slides on its own: to expire with
   * it would cut off those who only ever trade access tokens. Null when that one has just ended.
   *
   * @param accessTokenId the access token that it is traded for.
   */
  async derive(
    { associate, ticket: parent }: Session,
    accessTokenId: string,
    user: TicketUser,
  ): Promise<StartedSession | null> {
    const { tickets, ticketLifetimeMs } = this.#options;
    const origin = { parentId: parent.id, accessTokenId };
    const started = await this.#add(associate, user, ticketLifetimeMs, origin);
    // Whoever revokes the parent from now on finds this ticket below it. Before, nobody could.
    if (await tickets.stands(parent.id)) return started;
    await tickets.remove(started.ticket.id);
    return null;
  }

  async #add(
    associate: Associate,
    user: TicketUser,
    lifetimeMs: number,
    origin: TicketOrigin,
  ): Promise<StartedSession> {
    const now = this.#options.clock.now();
    const { text, id, secretHash } = createTicket(this.#options.contextIdentifier);
    const ticket: Ticket = {
      id,
      secretHash,
      associateId: associate.id,
      generation: associate.generation,
      ...origin,
      issuedAtMs: now,
      expiresAtMs: now + lifetimeMs,
      ...usedBy(user, now),
    };
    await this.#options.tickets.add(ticket);
    return { ticket, associate, ticketText: text };
  }

  /**
   * The session that the ticket stands for, which this use prolongs; null when it does not stand.
   */
  async resume(ticketText: string, user: TicketUser): Promise<Session | null> {
    const session = await this.open(ticketText);
    if (!session || session.ticket.lastUsedAtMs > this.#unlessUsedAfterMs()) return session;
    return { ...session, ticket: await this.#recordUse(session.ticket, user) };
  }

  /** The same without a use: prolongs nothing. */
  async open(ticketText: string): Promise<Session | null> {
    const given = ticketText.trim();
    const parsed = parseTicket(this.#aliases.get(given) ?? given);
    if (!parsed || parsed.contextIdentifier !== this.#options.contextIdentifier) return null;
    const session = await this.find(parsed.id);
    return session && secretMatches(session.ticket, parsed.secret) ? session : null;
  }

  /**
   * The session of the ticket with this id, if it is alive. Proves nothing and prolongs nothing.
   */
  async find(ticketId: string): Promise<Session | null> {
    const ticket = await this.#options.tickets.find(ticketId);
    if (!ticket || ticket.expiresAtMs <= this.#options.clock.now()) return null;
    const associate = await this.#options.associates.find(ticket.associateId);
    if (!associate || associate.disabledAtMs !== null) return null;
    return associate.generation === ticket.generation ? { ticket, associate } : null;
  }

  /**
   * A session that was started a moment ago, as it is now, for whoever got it then; null when it
   * does not stand, or is so old that a use of it may be recorded. Prolongs nothing.
   */
  async giveAgain({ ticket, ticketText }: StartedSession): Promise<StartedSession | null> {
    if (ticket.issuedAtMs <= this.#unlessUsedAfterMs()) return null;
    const session = await this.find(ticket.id);
    return session?.ticket.secretHash === ticket.secretHash ? { ...session, ticketText } : null;
  }

  /** Answers the ticket as it is after that. */
  async #recordUse(ticket: Ticket, user: TicketUser): Promise<Ticket> {
    const now = this.#options.clock.now();
    const expiresAtMs = Math.max(now + this.#options.ticketLifetimeMs, ticket.expiresAtMs);
    const use = { expiresAtMs, ...usedBy(user, now) };
    // Another node may have recorded one that is not known here yet.
    await this.#options.tickets.recordUse(ticket.id, use, this.#unlessUsedAfterMs());
    return { ...ticket, ...use };
  }

  /** Of a ticket that was used since, a use is not recorded. */
  #unlessUsedAfterMs(): number {
    const { clock, ticketLifetimeMs } = this.#options;
    // A tenth of a short life, so that it slides too.
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
