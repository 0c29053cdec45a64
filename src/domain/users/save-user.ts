/** Stores a user as it was prepared, in the transaction of a use case. */
import type { Actor } from '../actor.ts';
import type { ChangeScope } from '../changes.ts';
import type { FieldProblems } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { assignLicences } from '../licences/assign-licences.ts';
import type { LoginGuard } from '../login/login-guard.ts';
import type { NewPassword } from '../passwords/new-password.ts';
import { removePassword } from '../passwords/remove-password.ts';
import { storePassword } from '../passwords/store-password.ts';
import { type Associate, profileOf } from './associate.ts';
import type { PlannedSave } from './plan-save.ts';
import { reinstateUser, retireUser } from './retirement.ts';
import { addUser, updateUser } from './user-changes.ts';
import { requireValidUser, userProblems } from './user-problems.ts';

type Scope = ChangeScope<TenantStores>;

/** Returns everything that is wrong with the user, also that no seat of a licence is free. */
export async function allProblems(
  stores: TenantStores,
  actor: Actor,
  { before, after, problems, seatProblem }: PlannedSave,
): Promise<FieldProblems> {
  const checked = { stores, actor, user: after.associate, before: before?.associate ?? null };
  const seats = seatProblem ? [['LicenseOwners', seatProblem.message] as const] : [];
  return new Map([...(await userProblems(checked)), ...problems, ...seats]);
}

/** @throws ValidationError; DomainError `no-licence`. */
export async function requireValidSave(
  stores: TenantStores,
  actor: Actor,
  { before, after, problems, seatProblem }: PlannedSave,
): Promise<void> {
  await requireValidUser(stores, actor, after.associate, before?.associate ?? null, problems);
  if (seatProblem) throw seatProblem;
}

/**
 * Writes nothing and records nothing if nothing changes.
 *
 * @param password the new password of the plan, if it has one.
 * @throws ValidationError; DomainError `no-licence`; `conflict` for changes that are refused for
 * oneself and for the last administrator.
 */
export async function applySave(
  scope: Scope,
  actor: Actor,
  plan: PlannedSave,
  password: NewPassword | null,
  loginGuard: Pick<LoginGuard, 'unlock'>,
): Promise<Associate> {
  const { before, after } = plan;
  const profile = profileOf(after.associate);
  const saved = { details: after.details, problems: plan.problems };
  if (!before) {
    const hash = password?.hash ?? null;
    const added = await addUser(scope, actor, profile, hash, undefined, saved);
    return finishSave(scope, actor, plan, added);
  }
  const { associate } = before;
  await updateUser(scope, actor, associate, profile, saved);
  if (plan.reinstates) await reinstateUser(scope, associate);
  if (password) {
    const stored = { password, how: 'administration', keptTicketId: null } as const;
    await storePassword(scope, loginGuard, after.associate, stored);
  }
  if (plan.password === null) await removePassword(scope, actor, after.associate);
  return finishSave(scope, actor, plan, after.associate);
}

async function finishSave(
  scope: Scope,
  actor: Actor,
  { before, after, retires }: PlannedSave,
  user: Associate,
): Promise<Associate> {
  const had = before?.licenceIds ?? [];
  const isSame = [...had].sort().join() === [...after.licenceIds].sort().join();
  if (!isSame) await assignLicences(scope, user.id, { wanted: after.licenceIds });
  if (retires) await retireUser(scope, actor, user);
  return user;
}
