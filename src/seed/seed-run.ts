/** One attempt to apply a seed: its transaction, and the changes that were made. */
import { type Actor, type Authorised, authorise } from '../domain/actor.ts';
import { ApplicationAdministration } from '../domain/applications/application-administration.ts';
import { type AuditTrail, TenantAudit } from '../domain/audit/audit-trail.ts';
import { Changes, TenantChanges } from '../domain/changes.ts';
import type { Clock } from '../domain/clock.ts';
import { Consents } from '../domain/consents/consents.ts';
import { DomainError } from '../domain/errors.ts';
import type { Stores, TenantStores } from '../domain/installation.ts';
import type { MasterKeys } from '../domain/keys/master-keys.ts';
import type { LoginGuard } from '../domain/login/login-guard.ts';
import type { PasswordHasher } from '../domain/login/password.ts';
import { foldName } from '../domain/names.ts';
import type { NewPassword } from '../domain/passwords/new-password.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import { Tenants } from '../domain/tenants/tenants.ts';
import { createUseCases, type UseCases } from '../domain/use-cases.ts';
import { problemLines } from './problem-lines.ts';
import type { Seed } from './seed.ts';
import type { SeedPath } from './seed-path.ts';
import type { SeedUser } from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';

/** A change that was made. */
export interface AppliedChange {
  /** One line without secrets, such as `change role Sales (Cust12345): tooltip`. */
  readonly line: string;
  /** The generated token of a new application. It is not stored, so it must be shown now. */
  readonly madeToken?: string;
}

export interface SeedRunOptions {
  /** The stores of the transaction. */
  readonly stores: Stores;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly masterKeys: MasterKeys;
  readonly passwordHasher: PasswordHasher;
  readonly loginGuardOf: (tenant: Tenant) => Pick<LoginGuard, 'attempt' | 'unlock'>;
  readonly actor: Actor;
  readonly seed: Seed;
  /** Whether to remove what the seed does not name, in the sections that it has. */
  readonly prune: boolean;
  /** The new password of each user; null for an unchanged password. */
  readonly newPasswords: ReadonlyMap<SeedUser, NewPassword | null>;
}

/** The part of a run that concerns one tenant. */
export interface TenantRun extends UseCases {
  readonly run: SeedRun;
  /** The path of the tenant in the seed. */
  readonly path: SeedPath;
  /** The name of the tenant for the end of a line; empty on-site. */
  readonly suffix: string;
  readonly stores: TenantStores;
  readonly mayReadRoles: Authorised<'read-roles'>;
  readonly mayChangeRoles: Authorised<'change-roles'>;
  readonly mayChangeGroups: Authorised<'change-groups'>;
  readonly mayChangeLicences: Authorised<'change-licences'>;
  readonly mayAdministerUsers: Authorised<'administer-users'>;
  readonly mayChangePasswords: Authorised<'change-passwords'>;
}

export class SeedRun {
  readonly seed: Seed;
  readonly stores: Stores;
  readonly prune: boolean;
  readonly newPasswords: SeedRunOptions['newPasswords'];
  readonly tenants: Tenants;
  readonly applications: ApplicationAdministration;
  readonly #options: SeedRunOptions;
  readonly #changes: Changes;
  readonly #made: AppliedChange[] = [];
  readonly #problems: string[] = [];

  constructor(options: SeedRunOptions) {
    const { stores, audit, clock } = options;
    this.seed = options.seed;
    this.stores = stores;
    this.prune = options.prune;
    this.newPasswords = options.newPasswords;
    this.#options = options;
    this.#changes = new Changes({ stores, trail: audit, clock });
    this.tenants = new Tenants(this.#changes);
    this.applications = new ApplicationAdministration(this.#changes);
  }

  get operator(): Authorised<'administer-installation'> {
    return authorise(this.#options.actor, 'administer-installation');
  }

  get consentAdministrator(): Authorised<'administer-consents'> {
    return authorise(this.#options.actor, 'administer-consents');
  }

  consentsOf(tenant: Tenant): Consents {
    const changes = new TenantChanges(this.#changes, tenant);
    const { masterKeys } = this.#options;
    return new Consents({ tenant, stores: this.stores.ofTenant(tenant.id), changes, masterKeys });
  }

  /** Undefined when there is no such tenant. This is reported. */
  requireTenant(
    name: string,
    path: SeedPath,
    tenants: ReadonlyMap<string, Tenant>,
  ): Tenant | undefined {
    const tenant = tenants.get(foldName(name));
    const names = [...tenants.values()].map(({ contextIdentifier }) => contextIdentifier);
    if (!tenant) this.report(path, unknownName('tenant', name, names));
    return tenant;
  }

  ofTenant(tenant: Tenant, path: SeedPath): TenantRun {
    const { actor, clock, passwordHasher, loginGuardOf } = this.#options;
    const stores = this.stores.ofTenant(tenant.id);
    const changes = new TenantChanges(this.#changes, tenant);
    const audit = new TenantAudit(this.#options.audit, tenant.contextIdentifier);
    const loginGuard = loginGuardOf(tenant);
    return {
      ...createUseCases({ stores, changes, clock, audit, passwordHasher, loginGuard }),
      run: this,
      path,
      // The only tenant on-site needs no name.
      suffix: tenant.contextIdentifier === '' ? '' : ` (${tenant.contextIdentifier})`,
      stores,
      mayReadRoles: authorise(actor, 'read-roles'),
      mayChangeRoles: authorise(actor, 'change-roles'),
      mayChangeGroups: authorise(actor, 'change-groups'),
      mayChangeLicences: authorise(actor, 'change-licences'),
      mayAdministerUsers: authorise(actor, 'administer-users'),
      mayChangePasswords: authorise(actor, 'change-passwords'),
    };
  }

  get hasProblems(): boolean {
    return this.#problems.length > 0;
  }

  /**
   * Records a reason why the seed cannot be applied. It is reported together with other reasons.
   */
  report(path: SeedPath, message: string): void {
    this.#problems.push(`${this.seed.placeOf(path)}: ${message}`);
  }

  /**
   * Makes a change and records its line.
   *
   * @param advice what to do if the change is refused.
   * @throws DomainError with the place in the file.
   */
  async make<R>(path: SeedPath, line: string, work: () => Promise<R>, advice = ''): Promise<R> {
    try {
      const result = await work();
      this.#made.push({ line });
      return result;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.report(path, `${line}: ${error.message}${advice}`);
      throw new DomainError(error.code, problemLines(this.#problems), { cause: error });
    }
  }

  /** Adds a token to the last change, to be shown. */
  showToken(madeToken: string): void {
    const last = this.#made.pop();
    if (last) this.#made.push({ ...last, madeToken });
  }

  /** @throws DomainError `conflict` with a line for each reason why the seed cannot be applied. */
  end(): readonly AppliedChange[] {
    if (this.#problems.length === 0) return this.#made;
    throw new DomainError('conflict', problemLines(this.#problems));
  }
}
