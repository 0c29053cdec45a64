/**
 * Stores the tickets of logins together with the audit events of these logins. Logins of the same
 * moment, of all tenants, are one transaction, because each commit waits for the disk.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditEntry } from '../audit/audit.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { DomainError, RowLockedError } from '../errors.ts';
import type { Stores } from '../installation.ts';
import type { Ticket } from '../sessions/ticket.ts';

/** The most logins in one transaction. On SQLite, nothing else runs in this time. */
const GROUP_MAX = 64;
/** The longest wait of a group for a row that another transaction has locked. */
const GROUP_LOCK_WAIT_MS = 100;
/** Limit on logins that wait. The database is far behind if it is reached. */
const WAITING_MAX = 10_000;

/** A login whose ticket is not stored yet. */
export interface NewLogin {
  readonly tenantId: number;
  readonly ticket: Ticket;
  readonly event: AuditEntry;
}

interface Waiting extends NewLogin {
  readonly settle: PromiseWithResolvers<boolean>;
}

export interface LoginWriterOptions {
  readonly stores: Pick<Stores, 'transaction'>;
  readonly trail: AuditTrail;
}

export class LoginWriter {
  readonly #options: LoginWriterOptions;
  #waiting: Waiting[] = [];
  #isWriting = false;
  /** How many logins are in transactions now. */
  #inside = 0;

  constructor(options: LoginWriterOptions) {
    this.#options = options;
  }

  /** How many logins are not durable yet. */
  get waiting(): number {
    return this.#waiting.length + this.#inside;
  }

  /**
   * Resolves when ticket and event are durable. Returns false, and stores neither, if the ticket is
   * derived from a session or an access token that has just ended.
   *
   * @throws DomainError `not-found` for the user, `busy` if too many logins wait, and any error of
   *   the database.
   */
  write(login: NewLogin): Promise<boolean> {
    if (this.#waiting.length >= WAITING_MAX) {
      const message = 'The database cannot keep up. Try again in a few seconds.';
      return Promise.reject(new DomainError('busy', message));
    }
    const settle = Promise.withResolvers<boolean>();
    this.#waiting.push({ ...login, settle });
    if (!this.#isWriting) void this.#writeWaiting();
    return settle.promise;
  }

  async #writeWaiting(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      await this.#gather();
      await this.#writeGroup(this.#waiting.splice(0, GROUP_MAX));
    }
    this.#isWriting = false;
  }

  /** Waits as long as each turn of the event loop brings more logins for the group. */
  async #gather(): Promise<void> {
    let before = 0;
    while (this.#waiting.length > before && this.#waiting.length < GROUP_MAX) {
      before = this.#waiting.length;
      await nextTurn();
    }
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    this.#inside += group.length;
    try {
      const stored = await this.#store(group);
      for (const login of group) login.settle.resolve(stored.has(login));
    } catch (error) {
      if (affectsAll(error)) reject([...group, ...this.#waiting.splice(0)], error);
      else if (group.length === 1) reject(group, error);
      // One login is the cause. The others, and later groups, do not wait for it.
      else for (const login of group) void this.#writeGroup([login]);
    } finally {
      this.#inside -= group.length;
    }
  }

  /** Returns the logins that were stored. */
  async #store(group: readonly Waiting[]): Promise<ReadonlySet<Waiting>> {
    const { stores, trail } = this.#options;
    const stored = await stores.transaction(
      async (inside) => {
        const added = new Set<Waiting>();
        for (const [tenantId, logins] of Map.groupBy(group, ({ tenantId }) => tenantId)) {
          for (const login of await addUnlessEnded(inside, tenantId, logins)) added.add(login);
        }
        const events = Array.from(added, ({ event }) => event);
        await trail.append(inside.audit, events);
        return added;
      },
      group.length > 1 ? { rowLockWaitMs: GROUP_LOCK_WAIT_MS } : {},
    );
    trail.countAppended(stored.size);
    return stored;
  }
}

/** Whether the database cannot write any login now, so that trying others would only take time. */
function affectsAll(error: unknown): boolean {
  if (!(error instanceof DomainError) || error instanceof RowLockedError) return false;
  return error.code === 'unavailable' || error.code === 'busy';
}

function reject(logins: readonly Waiting[], error: unknown): void {
  for (const { settle } of logins) settle.reject(error);
}

/**
 * Adds the tickets, and removes those that are derived from what has ended. Parents are locked
 * after the tickets were added: a revocation that comes first is seen here, and one that waits for
 * the lock finds the tickets.
 */
async function addUnlessEnded<L extends NewLogin>(
  inside: Stores,
  tenantId: number,
  logins: readonly L[],
): Promise<readonly L[]> {
  const { tickets } = inside.ofTenant(tenantId);
  await tickets.add(...logins.map(({ ticket }) => ticket));
  const parents = await tickets.lockExisting(distinct(logins.map(({ ticket }) => ticket.parentId)));
  const revoked = await inside.revokedTokens.listByNow(
    distinct(logins.map(({ ticket }) => ticket.accessTokenId)),
  );
  const hasEnded = ({ ticket: { parentId, accessTokenId } }: L) =>
    (parentId !== null && !parents.has(parentId)) || revoked.has(accessTokenId ?? '');
  for (const login of logins) if (hasEnded(login)) await tickets.remove(login.ticket.id);
  return logins.filter((login) => !hasEnded(login));
}

function distinct(ids: readonly (string | null)[]): readonly string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
