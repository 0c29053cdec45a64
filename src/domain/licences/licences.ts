/** Licences: the operations on them, for every protocol and the command line. */
import type { Authorised } from '../actor.ts';
import { changedFields, type TenantChanges } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { nameProblem, requireNoProblem, textProblem } from '../names.ts';
import { requireManaged } from '../users/administered.ts';
import { assignLicences } from './assign-licences.ts';
import type {
  LicenceModule,
  LicenceOwner,
  LicenceUsage,
  NewLicenceModule,
  NewLicenceOwner,
} from './licence.ts';
import { type LicenceChange, licencesAfter } from './user-plans.ts';

export interface LicencesOptions {
  readonly stores: Pick<TenantStores, 'licences'>;
  readonly changes: TenantChanges;
}

const NAME_CHARACTERS_MAX = 239;
const DESCRIPTION_CHARACTERS_MAX = 254;
const EXTRA_INFO_CHARACTERS_MAX = 3_999;
const SEATS_MAX = 1_000_000;
const NUMBER_MAX = 2 ** 31 - 1;

export class Licences {
  readonly #options: LicencesOptions;

  constructor(options: LicencesOptions) {
    this.#options = options;
  }

  listOwners(_actor: Authorised<'read-lists'>): Promise<readonly LicenceOwner[]> {
    return this.#options.stores.licences.listOwners();
  }

  /** Lists modules and their number of users, by owner and sort order. */
  async list(_actor: Authorised<'read-lists'>): Promise<readonly LicenceUsage[]> {
    const { licences } = this.#options.stores;
    const counts = await licences.countAssigned();
    const modules = await licences.listModules();
    return modules.map((module) => ({ module, inUse: counts.get(module.id) ?? 0 }));
  }

  /**
   * Adds an owner if it has no id or a new one, else changes it.
   *
   * @throws DomainError `invalid-argument`, `conflict` if the name is taken.
   */
  async saveOwner(
    actor: Authorised<'change-licences'>,
    owner: NewLicenceOwner,
  ): Promise<LicenceOwner> {
    requireNoProblem(
      nameProblem('licence owner', owner.name, NAME_CHARACTERS_MAX),
      textProblem('description', owner.description, DESCRIPTION_CHARACTERS_MAX),
    );
    return this.#options.changes.run(actor, async ({ stores, record }) => {
      const owners = await stores.licences.listOwners();
      const existing = owners.find(({ id }) => id === owner.id);
      const saved = existing
        ? { ...owner, id: existing.id }
        : await stores.licences.addOwner(owner);
      if (existing) await stores.licences.updateOwner(saved);
      const action = existing ? 'licence-owner-changed' : 'licence-owner-added';
      const changed = existing ? { fields: changedFields(existing, saved) } : {};
      record({ action, detail: { ownerId: saved.id, name: saved.name, ...changed } });
      return saved;
    });
  }

  /**
   * Adds a module if it has no id or a new one, else changes it.
   *
   * @throws DomainError `not-found` for the owner, `invalid-argument`, `conflict` if the name is
   * taken or more seats are in use than would remain.
   */
  async saveModule(
    actor: Authorised<'change-licences'>,
    module: NewLicenceModule,
  ): Promise<LicenceModule> {
    requireModule(module);
    return this.#options.changes.run(actor, async (scope) => {
      const { licences } = scope.stores;
      const existing = (await licences.listModules()).find(({ id }) => id === module.id);
      const inUse = (await licences.countAssigned()).get(existing?.id ?? 0) ?? 0;
      if (!module.isUnrestricted && inUse > module.seats) {
        const message = `${inUse} users have the licence ${module.name}. It cannot have fewer seats.`;
        throw new DomainError('conflict', message);
      }
      const saved = existing ? { ...module, id: existing.id } : await licences.addModule(module);
      if (existing) await licences.updateModule(saved);
      const action = existing ? 'licence-changed' : 'licence-added';
      const changed = existing ? { fields: changedFields(existing, saved) } : {};
      scope.record({ action, detail: { licenceId: saved.id, name: saved.name, ...changed } });
      return saved;
    });
  }

  /** @throws DomainError `not-found`, `conflict` if a user has the module. */
  async removeModule(actor: Authorised<'change-licences'>, id: number): Promise<void> {
    await this.#options.changes.run(actor, async ({ stores, record }) => {
      const name = (await stores.licences.listModules()).find((it) => it.id === id)?.name ?? null;
      await stores.licences.removeModule(id);
      record({ action: 'licence-removed', detail: { licenceId: id, name } });
    });
  }

  /**
   * Takes all assigned licences from a user, including the user plan.
   *
   * @throws DomainError `not-found`; `not-permitted` if the user has rights to administer that the
   * actor lacks; `conflict` for the last administrator.
   */
  async withdrawAll(actor: Authorised<'administer-users'>, associateId: number): Promise<void> {
    await this.assign(actor, associateId, []);
  }

  /**
   * Replaces the licences of a user. A user plan also assigns the modules of its set.
   *
   * @throws DomainError `not-found` for the user, `invalid-argument` for a licence that the user
   * cannot have, `no-licence` if no seat is free, `conflict` if the last administrator would lose
   * the last licence, `not-permitted` like `withdrawAll`.
   */
  async assign(
    actor: Authorised<'administer-users'>,
    associateId: number,
    moduleIds: readonly number[],
  ): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      await requireManaged(scope.stores.associates, actor, { id: associateId });
      await assignLicences(scope, associateId, { wanted: [...new Set(moduleIds)] });
    });
  }

  /** Adds a licence to all given users or to none. See `assign`. */
  async assignTo(
    actor: Authorised<'administer-users'>,
    moduleId: number,
    associateIds: readonly number[],
  ): Promise<void> {
    await this.#changeOf(actor, associateIds, { moduleId, isAssigned: true });
  }

  /**
   * Takes a licence from all given users or from none. Users without it are skipped. A user plan
   * takes the modules of its set with it. See `assign`.
   */
  async withdrawFrom(
    actor: Authorised<'administer-users'>,
    moduleId: number,
    associateIds: readonly number[],
  ): Promise<void> {
    await this.#changeOf(actor, associateIds, { moduleId, isAssigned: false });
  }

  async #changeOf(
    actor: Authorised<'administer-users'>,
    associateIds: readonly number[],
    change: LicenceChange,
  ): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const modules = await scope.stores.licences.listModules();
      const had = await scope.stores.licences.assignedTo(associateIds);
      for (const id of associateIds) {
        await requireManaged(scope.stores.associates, actor, { id });
        const wanted = licencesAfter(modules, had.get(id) ?? [], [change]);
        await assignLicences(scope, id, { wanted });
      }
    });
  }
}

function requireModule(module: NewLicenceModule): void {
  const { seats } = module;
  requireNoProblem(
    nameProblem('licence', module.name, NAME_CHARACTERS_MAX),
    textProblem('description', module.description, DESCRIPTION_CHARACTERS_MAX),
    textProblem('tooltip', module.tooltip, DESCRIPTION_CHARACTERS_MAX),
    textProblem('extra information', module.extraInfo, EXTRA_INFO_CHARACTERS_MAX),
    textProblem('version', module.version, NAME_CHARACTERS_MAX),
    numberProblem('sort order', module.sortOrder),
    numberProblem('extra flags', module.extraFlags),
    Number.isInteger(seats) && seats >= 1 && seats <= SEATS_MAX
      ? null
      : `A licence has 1 to ${SEATS_MAX} seats, and not ${seats}.`,
  );
}

function numberProblem(what: string, value: number): string | null {
  const fits = Number.isInteger(value) && Math.abs(value) <= NUMBER_MAX;
  return fits ? null : `The ${what} ${value} is not a whole number up to ${NUMBER_MAX}.`;
}
