/** Tickets, kept in memory. */
import type { Clock } from '../../domain/clock.ts';
import type { Ticket, TicketStore, TicketUse } from '../../domain/ticket.ts';
import type { RecordCache } from './record-cache.ts';

/** A ticket's id alone does not say whose it is. */
export interface KeptTicket {
  readonly tenantId: number;
  readonly ticket: Ticket;
}

export class CachedTicketStore implements TicketStore {
  readonly #store: TicketStore;
  readonly #cache: RecordCache<KeptTicket>;
  readonly #tenantId: number;
  readonly #clock: Clock;

  constructor(store: TicketStore, cache: RecordCache<KeptTicket>, tenantId: number, clock: Clock) {
    this.#store = store;
    this.#cache = cache;
    this.#tenantId = tenantId;
    this.#clock = clock;
  }

  add(ticket: Ticket): Promise<void> {
    return this.#store.add(ticket);
  }

  async find(id: string): Promise<Ticket | null> {
    const kept = this.#cache.find(id);
    // Another node may have prolonged it; nobody shortens it.
    if (kept && kept.ticket.expiresAtMs > this.#clock.now()) return this.#ours(kept);
    const loaded = await this.#cache.load(id, async () => {
      const ticket = await this.#store.find(id);
      return ticket && { tenantId: this.#tenantId, ticket };
    });
    return loaded && this.#ours(loaded);
  }

  stands(id: string): Promise<boolean> {
    return this.#store.stands(id);
  }

  async recordUse(id: string, use: TicketUse, unlessUsedAfterMs: number): Promise<void> {
    await this.#store.recordUse(id, use, unlessUsedAfterMs);
    this.#cache.forget(id);
  }

  listLive(nowMs: number, limit: number, associateId?: number): Promise<readonly Ticket[]> {
    return this.#store.listLive(nowMs, limit, associateId);
  }

  remove(id: string): Promise<number> {
    return this.#changing(this.#store.remove(id), (removed) => {
      // What was derived from it may be kept as well, and from that.
      if (removed !== 1) this.#cache.forgetAll();
      else this.#cache.forgetWhere(({ ticket }) => ticket.id === id || ticket.parentId === id);
    });
  }

  removeOfAssociate(associateId: number): Promise<number> {
    return this.#changing(this.#store.removeOfAssociate(associateId), () => {
      // What is derived from a ticket is its user's too.
      this.#cache.forgetWhere(
        ({ tenantId, ticket }) => tenantId === this.#tenantId && ticket.associateId === associateId,
      );
    });
  }

  removeOfAccessToken(accessTokenId: string): Promise<number> {
    return this.#changing(this.#store.removeOfAccessToken(accessTokenId), (removed) => {
      if (removed !== 0) this.#cache.forgetAll();
    });
  }

  /** @param forget gets null where nobody knows how many were removed. */
  async #changing(
    change: Promise<number>,
    forget: (removed: number | null) => void,
  ): Promise<number> {
    let removed: number | null = null;
    try {
      removed = await change;
      return removed;
    } finally {
      forget(removed);
    }
  }

  #ours({ tenantId, ticket }: KeptTicket): Ticket | null {
    return tenantId === this.#tenantId ? ticket : null;
  }
}
