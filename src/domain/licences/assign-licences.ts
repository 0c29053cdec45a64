/** Assigns licences to a user inside the transaction of a change, and checks them before. */
import type { ChangeScope } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { foldName } from '../names.ts';
import { requireOtherAdministrator } from '../roles/last-administrator.ts';
import type { Associate } from '../users/associate.ts';
import type { AssociateType } from '../users/associate-type.ts';
import type { LicenceModule } from './licence.ts';
import { isUserPlan, withPlanModules } from './user-plans.ts';

type Scope = ChangeScope<TenantStores>;

/** What the licences of a user are checked against. */
export interface LicenceFacts {
  readonly modules: readonly LicenceModule[];
  /** How many users have each module, by module id. */
  readonly inUse: ReadonlyMap<number, number>;
}

/** A user whose licences are checked. */
export type LicensedUser = Pick<Associate, 'name' | 'type' | 'retiredAtMs'>;

export async function readLicenceFacts({
  licences,
}: Pick<TenantStores, 'licences'>): Promise<LicenceFacts> {
  return { modules: await licences.listModules(), inUse: await licences.countAssigned() };
}

/**
 * Replaces the licences of a user in the caller's transaction. It withdraws licences first, so that
 * their seats are free for new ones.
 *
 * @throws DomainError like `Licences.assign`.
 */
export async function assignLicences(
  scope: Scope,
  associateId: number,
  { wanted: asked }: { readonly wanted: readonly number[] },
): Promise<void> {
  const { licences, associates } = scope.stores;
  const associate = await associates.find(associateId);
  if (!associate) {
    const message = `There is no user ${associateId}. List users to see which there are.`;
    throw new DomainError('not-found', message);
  }
  const facts = await readLicenceFacts(scope.stores);
  const had = (await licences.assignedTo([associateId])).get(associateId) ?? [];
  const wanted = withPlanModules(facts.modules, asked);
  const problem = licenceProblem(facts, associate, had, wanted);
  if (problem) throw problem;
  const added = wanted.filter((id) => !had.includes(id));
  const taken = had.filter((id) => !wanted.includes(id));
  if (added.length === 0 && taken.length === 0) return;
  if (wanted.length === 0) await requireOtherAdministrator(scope, associate, 'a licence');
  await licences.withdraw(associateId, taken);
  await licences.assign(associateId, ...added);
  const nameOf = new Map(facts.modules.map(({ id, name }) => [id, name]));
  const names = (ids: readonly number[]) => ids.map((id) => nameOf.get(id)).join(' ');
  const detail = { userId: associateId, added: names(added), taken: names(taken) };
  scope.record({ action: 'user-licences-set', user: associate.name, detail });
}

/**
 * Returns why a user cannot have the wanted licences, or null: `invalid-argument` for a licence
 * that the user cannot have, `conflict` for a retired user, `no-licence` if no seat is free.
 */
export function licenceProblem(
  { modules, inUse }: LicenceFacts,
  user: LicensedUser,
  had: readonly number[],
  wanted: readonly number[],
): DomainError | null {
  const chosen = modules.filter(({ id }) => wanted.includes(id));
  const unknown = wanted.find((id) => !chosen.some((module) => module.id === id));
  const invalid =
    (unknown === undefined ? null : `There is no licence ${unknown}. ${ASSIGN_OTHER}`) ??
    chosen.map((module) => assignmentProblem(module, user, chosen)).find((it) => it !== null) ??
    planProblem(chosen);
  if (invalid) return new DomainError('invalid-argument', invalid);
  const added = chosen.filter(({ id }) => !had.includes(id));
  if (added.length > 0 && user.retiredAtMs !== null) {
    const message = `The user ${user.name} is retired, and cannot get licences. Reinstate the user first.`;
    return new DomainError('conflict', message);
  }
  const full = added.find((module) => !hasFreeSeat(module, inUse.get(module.id) ?? 0));
  if (!full) return null;
  return new DomainError(
    'no-licence',
    `All ${full.seats} seats of the licence ${full.name} are in use. Take it from another user first.`,
  );
}

/** Whether users of the type can have the licence. */
export function isForType(
  { kind, allowedTypes }: Pick<LicenceModule, 'kind' | 'allowedTypes'>,
  type: AssociateType,
): boolean {
  return kind === 'user' && (allowedTypes.length === 0 || allowedTypes.includes(type));
}

export function hasFreeSeat(
  { isUnrestricted, seats }: Pick<LicenceModule, 'isUnrestricted' | 'seats'>,
  inUse: number,
): boolean {
  return isUnrestricted || inUse < seats;
}

const ASSIGN_OTHER = 'Assign one of the kind "user".';

function assignmentProblem(
  module: LicenceModule,
  { type, name }: LicensedUser,
  chosen: readonly LicenceModule[],
): string | null {
  if (module.kind !== 'user') return `The licence ${module.name} is for all users. ${ASSIGN_OTHER}`;
  if (!isForType(module, type)) {
    const allowed = module.allowedTypes.join(', ');
    return `The licence ${module.name} is for users of the type ${allowed}, and ${name} is of the type ${type}.`;
  }
  const { prerequisite } = module;
  const names = chosen.map((other) => foldName(other.name));
  if (prerequisite === null || names.includes(foldName(prerequisite))) return null;
  return `The licence ${module.name} needs the licence ${prerequisite}. Assign that too.`;
}

function planProblem(chosen: readonly LicenceModule[]): string | null {
  const plans = chosen.filter(isUserPlan);
  if (plans.length <= 1) return null;
  return `A user has one user plan, and not ${plans.map(({ name }) => name).join(', ')}.`;
}
