/** Counts live tickets on SQL. It reads the index of expiry times in parts. */
import type { LiveTicketCounter } from '../domain/sessions/ticket.ts';
import type { StoreContext } from './store-context.ts';

export class SqlLiveTicketCounter implements LiveTicketCounter {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async countExpiring(afterMs: number, enough: number) {
    const later = this.#context.db.selectFrom('tickets').where('expires_at_ms', '>', afterMs);
    const last = await later
      .select('expires_at_ms')
      .orderBy('expires_at_ms')
      .offset(enough - 1)
      .limit(1)
      .executeTakeFirst();
    const upToMs = last?.expires_at_ms ?? null;
    const part = upToMs === null ? later : later.where('expires_at_ms', '<=', upToMs);
    const { count } = await part
      .select(({ fn }) => fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow();
    return { count: Number(count), upToMs };
  }
}
