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
  run<R>(actor: Actor, work: (scope: ChangeScope<Stores>) => Promise<R>): Promise<R> {
    const { stores, trail, clock } = this.#options;
    return stores.transaction(async (inside) => {
      const events: ChangeEvent[] = [];
      const record = (event: ChangeEvent) => void events.push(event);
      const result = await work({ stores: inside, nowMs: clock.now(), record });
      const entries = events.map((event) => entryOf(actor, event));
      await trail.append(inside.audit, entries);
      return result;
    });
  }
}

/** Changes of what belongs to one tenant. */
export class TenantChanges {
  readonly #changes: Changes;
  readonly #tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;

  constructor(changes: Changes, tenant: Pick<Tenant, 'id' | 'contextIdentifier'>) {
    this.#changes = changes;
    this.#tenant = tenant;
  }

  /** See `Changes.run`. */
  run<R>(actor: Actor, work: (scope: ChangeScope<TenantStores>) => Promise<R>): Promise<R> {
    const { id, contextIdentifier: tenant } = this.#tenant;
    return this.#changes.run(actor, ({ stores, nowMs, record }) =>
      work({
        stores: stores.ofTenant(id),
        nowMs,
        record: (event) => record({ tenant, ...event }),
      }),
    );
  }
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
