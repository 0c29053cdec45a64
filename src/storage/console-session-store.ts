/** The SQL stores of links to the console and of sessions there. */
import type {
  ConsoleLink,
  ConsoleLinkStore,
  ConsoleSession,
  ConsoleSessionStore,
} from '../domain/operators/console-session.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { StoreContext } from './store-context.ts';

export class SqlConsoleLinkStore implements ConsoleLinkStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async add({ secretHash, name, role, expiresAtMs }: ConsoleLink): Promise<void> {
    const row = { secret_hash: secretHash, name, role, expires_at_ms: expiresAtMs };
    await this.#context.db.insertInto('console_links').values(row).execute();
  }

  async find(secretHash: string): Promise<ConsoleLink | null> {
    const row = await this.#context.db
      .selectFrom('console_links')
      .selectAll()
      .where('secret_hash', '=', secretHash)
      .executeTakeFirst();
    if (!row) return null;
    return { secretHash, name: row.name, role: row.role, expiresAtMs: row.expires_at_ms };
  }

  async remove(secretHash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('console_links')
      .where('secret_hash', '=', secretHash)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

export class SqlConsoleSessionStore implements ConsoleSessionStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async add(session: ConsoleSession): Promise<void> {
    const insert = this.#context.db.insertInto('console_sessions').values({
      secret_hash: session.secretHash,
      operator_id: session.operatorId,
      name: session.name,
      role: session.role,
      started_at_ms: session.startedAtMs,
      idle_ends_at_ms: session.idleEndsAtMs,
      ends_at_ms: session.endsAtMs,
    });
    await explainBrokenRule(this.#context.traits, insert.execute(), {
      'foreign-key': `There is no operator ${session.operatorId}. List operators to see which there are.`,
    });
  }

  async find(secretHash: string): Promise<ConsoleSession | null> {
    const row = await this.#context.db
      .selectFrom('console_sessions')
      .selectAll()
      .where('secret_hash', '=', secretHash)
      .executeTakeFirst();
    if (!row) return null;
    return {
      secretHash,
      operatorId: row.operator_id,
      name: row.name,
      role: row.role,
      startedAtMs: row.started_at_ms,
      idleEndsAtMs: row.idle_ends_at_ms,
      endsAtMs: row.ends_at_ms,
    };
  }

  async prolong(secretHash: string, idleEndsAtMs: number): Promise<void> {
    await this.#context.db
      .updateTable('console_sessions')
      .set({ idle_ends_at_ms: idleEndsAtMs })
      .where('secret_hash', '=', secretHash)
      // Two nodes may write in a different order than the requests came in.
      .where('idle_ends_at_ms', '<', idleEndsAtMs)
      .execute();
  }

  async remove(secretHash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('console_sessions')
      .where('secret_hash', '=', secretHash)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  async removeOfOperator(operatorId: number): Promise<number> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('console_sessions')
      .where('operator_id', '=', operatorId)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
