/** Changes: each is stored in one transaction, together with its events of the audit trail. */
import type { Actor } from './actor.ts';
import type { AuditEntry } from './audit.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Clock } from './clock.ts';
import type { Stores, TenantStores } from './installation.ts';
import type { Tenant } from './tenant.ts';

/** What happened, without who did it. */
export type ChangeEvent = Omit<AuditEntry, 'outcome' | 'operator' | 'address' | 'userAgent'>;

/** What a change works with. It may be done several times, of which one counts. */
export interface ChangeScope<S> {
  /** Stores that take part in the transaction. */
  readonly stores: S;
  readonly nowMs: number;
  /** Adds an event, which is stored when the change is. */
  record(event: ChangeEvent): void;
}

export interface ChangesOptions {
  readonly stores: Stores;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}

/** Changes of the installation and of what its tenants share. */
export class Changes {
  readonly #options: ChangesOptions;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** @throws whatever the work throws; then nothing is stored. */
  async run<R>(actor: Actor, work: (scope: ChangeScope<Stores>) => Promise<R>): Promise<R> {
    const { stores, trail, clock } = this.#options;
    let recorded = 0;
    const result = await stores.transaction(async (inside) => {
      const events: ChangeEvent[] = [];
      const record = (event: ChangeEvent) => void events.push(event);
      const answer = await work({ stores: inside, nowMs: clock.now(), record });
      const entries = events.map((event) => entryOf(actor, event));
      await trail.append(inside.audit, entries);
      recorded = entries.length;
      return answer;
    });
    trail.countAppended(recorded);
    return result;
  }
}

/**
 * Changes of what belongs to one tenant. They happen one after another, so that what a change has
 * read stays true until it is stored.
 */
export class TenantChanges {
  readonly #changes: Changes;
  readonly #tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;

  constructor(changes: Changes, tenant: Pick<Tenant, 'id' | 'contextIdentifier'>) {
    this.#changes = changes;
    this.#tenant = tenant;
  }

  /** See `Changes.run`. @throws DomainError `not-found` when the tenant has been removed. */
  run<R>(actor: Actor, work: (scope: ChangeScope<TenantStores>) => Promise<R>): Promise<R> {
    const { id, contextIdentifier: tenant } = this.#tenant;
    return this.#changes.run(actor, async ({ stores, nowMs, record }) => {
      await stores.tenants.lock(id);
      return work({
        stores: stores.ofTenant(id),
        nowMs,
        record: (event) => record({ tenant, ...event }),
      });
    });
  }
}

/** The names of the fields that are given another value, with spaces between. */
export function changedFields<T extends object>(before: T, given: Partial<T>): string {
  const fields = Object.keys(given) as (keyof T & string)[];
  const isChanged = (field: keyof T) =>
    JSON.stringify(before[field]) !== JSON.stringify(given[field]);
  return fields.filter(isChanged).join(' ');
}

/** Names the user who did it in the detail, because the event may be about another user. */
function entryOf(actor: Actor, event: ChangeEvent): AuditEntry {
  if (actor.kind === 'operator') return { operator: actor.name, ...event, outcome: 'succeeded' };
  if (actor.kind === 'system') return { ...event, outcome: 'succeeded' };
  const { address, userAgent, requestId = null } = actor.caller;
  const application = actor.application?.name ?? null;
  const asked = { application, address, userAgent, requestId };
  if (actor.kind === 'application') return { ...asked, ...event, outcome: 'succeeded' };
  const { name } = actor.principal.associate;
  return {
    user: name,
    ...asked,
    ...event,
    detail: { by: name, ...event.detail },
    outcome: 'succeeded',
  };
}
