/** Changes: each is stored in one transaction, together with its events of the audit trail. */
import type { Actor } from './actor.ts';
import type { AuditEntry } from './audit/audit.ts';
import type { AuditTrail } from './audit/audit-trail.ts';
import type { Clock } from './clock.ts';
import type { Stores, TenantStores } from './installation.ts';
import type { Tenant } from './tenants/tenant.ts';

/** What happened, without the actor. */
export type ChangeEvent = Omit<AuditEntry, 'outcome' | 'operator' | 'address' | 'userAgent'>;

/** What the work of a change gets. The work may run several times; only one run takes effect. */
export interface ChangeScope<S> {
  /** Stores that take part in the transaction. */
  readonly stores: S;
  readonly nowMs: number;
  /** Adds an event, which is stored with the change. */
  record(event: ChangeEvent): void;
}

/** The scope of a change to one tenant's records. */
export interface TenantScope extends ChangeScope<TenantStores> {
  readonly tenant: Tenant;
}

export interface ChangesOptions {
  readonly stores: Stores;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}

/** Changes of the installation and of records that its tenants share. */
export class Changes {
  readonly #options: ChangesOptions;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** @throws any error of the work; then nothing is stored. */
  async run<R>(actor: Actor, work: (scope: ChangeScope<Stores>) => Promise<R>): Promise<R> {
    const { stores, trail, clock } = this.#options;
    let recorded = 0;
    const result = await stores.transaction(async (inside) => {
      const events: ChangeEvent[] = [];
      const record = (event: ChangeEvent) => void events.push(event);
      const answer = await work({ stores: inside, nowMs: clock.now(), record });
      const entries = events.map((event) => auditEntryOf(actor, event));
      await trail.append(inside.audit, entries);
      recorded = entries.length;
      return answer;
    });
    trail.countAppended(recorded);
    return result;
  }
}

/**
 * Changes of one tenant's records. They run one after another, so that the data that a change has
 * read is still current when the change is stored.
 */
export class TenantChanges {
  readonly #changes: Changes;
  readonly #tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;

  constructor(changes: Changes, tenant: Pick<Tenant, 'id' | 'contextIdentifier'>) {
    this.#changes = changes;
    this.#tenant = tenant;
  }

  /** See `Changes.run`. @throws DomainError `not-found` when the tenant has been removed. */
  run<R>(actor: Actor, work: (scope: TenantScope) => Promise<R>): Promise<R> {
    const { id, contextIdentifier } = this.#tenant;
    return this.#changes.run(actor, async ({ stores, nowMs, record }) =>
      work({
        tenant: await stores.tenants.lock(id),
        stores: stores.ofTenant(id),
        nowMs,
        record: (event) => record({ tenant: contextIdentifier, ...event }),
      }),
    );
  }
}

/**
 * Returns the names of the fields whose values change, separated by spaces. The order of a map's
 * entries does not matter.
 */
export function changedFields<T extends object>(before: T, given: Partial<T>): string {
  const fields = Object.keys(given) as (keyof T & string)[];
  const isChanged = (field: keyof T) => textOf(before[field]) !== textOf(given[field]);
  return fields.filter(isChanged).join(' ');
}

function textOf(value: unknown): string | undefined {
  return JSON.stringify(value, (_name, part: unknown) =>
    part instanceof Map ? [...part].sort(([a], [b]) => (a < b ? -1 : 1)) : part,
  );
}

/** Names the acting user in the detail, because the event's own user may be another one. */
export function auditEntryOf(actor: Actor, event: ChangeEvent): AuditEntry {
  if (actor.kind === 'system') return { ...event, outcome: 'succeeded' };
  const { address = null, userAgent = null, requestId = null } = actor.caller ?? {};
  if (actor.kind === 'operator') {
    const { name: operator } = actor;
    return { operator, address, userAgent, requestId, ...event, outcome: 'succeeded' };
  }
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
