/** Stores a user as it was prepared, in the transaction of a use case. */
import type { Actor } from '../actor.ts';
import type { ChangeScope } from '../changes.ts';
import type { FieldProblems } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { assignLicences, type LicenceFacts } from '../licences/assign-licences.ts';
import type { LoginGuard } from '../login/login-guard.ts';
import type { NewPassword } from '../passwords/new-password.ts';
import { removePassword } from '../passwords/remove-password.ts';
import { storePassword } from '../passwords/store-password.ts';
import { noUser } from './administered.ts';
import { profileOf } from './associate.ts';
import { readUserStates, type UserState } from './full-user.ts';
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

/** A user as it is stored. */
export interface SavedUser {
  readonly state: UserState;
  /** The facts of licences. Null if they may have changed. */
  readonly facts: LicenceFacts | null;
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
): Promise<SavedUser> {
  const { before, after, facts, reinstates, problems } = plan;
  const profile = profileOf(after.associate);
  const { details } = after;
  if (!before) {
    const hash = password?.hash ?? null;
    const saved = { details, problems };
    const { id } = await addUser(scope, actor, profile, hash, undefined, saved);
    const keepsLicences = await assignPlanned(scope, actor, plan, id);
    return { state: await readSaved(scope.stores, id), facts: keepsLicences ? facts : null };
  }
  const { associate, details: detailsBefore } = before;
  const saved = { details, detailsBefore, problems };
  const isChanged = await updateUser(scope, actor, associate, profile, saved);
  if (reinstates) await reinstateUser(scope, associate);
  if (password) {
    const stored = { password, how: 'administration', keptTicketId: null } as const;
    await storePassword(scope, loginGuard, after.associate, stored);
  }
  if (plan.password === null) await removePassword(scope, actor, after.associate);
  const keepsLicences = await assignPlanned(scope, actor, plan, associate.id);
  const keepsRest = !isChanged && !reinstates && !password && plan.password !== null;
  return {
    state: keepsRest && keepsLicences ? before : await readSaved(scope.stores, associate.id),
    facts: keepsLicences ? facts : null,
  };
}

/** Assigns the planned licences and retires the user. Returns whether the licences stay. */
async function assignPlanned(
  scope: Scope,
  actor: Actor,
  { before, after, retires }: PlannedSave,
  id: number,
): Promise<boolean> {
  const had = before?.licenceIds ?? [];
  const isSame = [...had].sort().join() === [...after.licenceIds].sort().join();
  if (!isSame) await assignLicences(scope, id, { wanted: after.licenceIds });
  if (retires) await retireUser(scope, actor, { ...after.associate, id });
  return isSame && !retires;
}

async function readSaved(stores: TenantStores, id: number): Promise<UserState> {
  const user = await stores.associates.find(id);
  const [state] = await readUserStates(stores, user ? [user] : []);
  if (!state) throw noUser({ id });
  return state;
}
