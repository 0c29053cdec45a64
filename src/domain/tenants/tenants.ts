/** Tenants: how operators administer them. */
import type { Authorised } from '../actor.ts';
import type { ChangeScope, Changes } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { Stores } from '../installation.ts';
import { requireNoProblem } from '../names.ts';
import {
  addTenant,
  companyNameProblem,
  type NewTenant,
  requireNewTenant,
  type Tenant,
} from './tenant.ts';

type Operator = Authorised<'administer-installation'>;
type Scope = ChangeScope<Stores>;

export class Tenants {
  readonly #changes: Changes;

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  /**
   * Adds a tenant with the roles, rights, groups and licences that every tenant starts with.
   *
   * @throws DomainError `invalid-argument` for a field, `conflict` if the context identifier is
   * taken.
   */
  async add(actor: Operator, tenant: NewTenant): Promise<Tenant> {
    requireNewTenant(tenant);
    return this.#changes.run(actor, async ({ stores, nowMs, record }) => {
      const added = await addTenant(stores, tenant, nowMs);
      record({ action: 'tenant-added', tenant: added.contextIdentifier });
      return added;
    });
  }

  /** @throws DomainError `not-found`, `invalid-argument` */
  async rename(actor: Operator, contextIdentifier: string, companyName: string): Promise<void> {
    requireNoProblem(companyNameProblem(companyName));
    await this.#changes.run(actor, async (scope) => {
      const { id, contextIdentifier: tenant } = await requireTenant(scope, contextIdentifier);
      await scope.stores.tenants.setCompanyName(id, companyName);
      scope.record({ action: 'tenant-changed', tenant, detail: { companyName } });
    });
  }

  /** Does nothing if it is suspended already. @throws DomainError `not-found` */
  async suspend(actor: Operator, contextIdentifier: string): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const tenant = await requireTenant(scope, contextIdentifier);
      if (tenant.suspendedAtMs !== null) return;
      await scope.stores.tenants.suspend(tenant.id, scope.nowMs);
      scope.record({ action: 'tenant-suspended', tenant: tenant.contextIdentifier });
    });
  }

  /** Does nothing if it is not suspended. @throws DomainError `not-found` */
  async resume(actor: Operator, contextIdentifier: string): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const tenant = await requireTenant(scope, contextIdentifier);
      if (tenant.suspendedAtMs === null) return;
      await scope.stores.tenants.resume(tenant.id);
      scope.record({ action: 'tenant-resumed', tenant: tenant.contextIdentifier });
    });
  }

  /** Removes the tenant and all its records. @throws DomainError `not-found` */
  async remove(actor: Operator, contextIdentifier: string): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const { id, contextIdentifier: tenant } = await requireTenant(scope, contextIdentifier);
      await scope.stores.tenants.remove(id);
      scope.record({ action: 'tenant-removed', tenant });
    });
  }
}

async function requireTenant({ stores }: Scope, contextIdentifier: string): Promise<Tenant> {
  const tenant = await stores.tenants.find(contextIdentifier);
  if (tenant) return tenant;
  const message = `There is no tenant "${contextIdentifier}". List tenants to see which there are.`;
  throw new DomainError('not-found', message);
}
