/**
 * Single changes of users, in the transaction of a use case. Each checks its rules and records its
 * event. The use case has checked that the actor administers the user.
 */
import type { Actor } from '../actor.ts';
import { type ChangeScope, changedFields } from '../changes.ts';
import { passwordTypeProblem } from '../credentials/credential-type.ts';
import { DomainError, type FieldProblems } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { requireAdministrator } from '../roles/last-administrator.ts';
import { isOneself } from './administered.ts';
import {
  type Associate,
  type AssociateDetails,
  type AssociateProfile,
  noDetails,
} from './associate.ts';
import { detailsProblems } from './user-details.ts';
import { requireValidUser } from './user-problems.ts';

type Scope = ChangeScope<TenantStores>;

/** What is saved with the profile of a user. */
export interface SavedWith {
  /** The stored details. By default, they are read. */
  readonly detailsBefore?: AssociateDetails;
  /** Those that are absent stay as they are. */
  readonly details?: Partial<AssociateDetails>;
  /** Problems that the use case found, which are reported with those of the profile. */
  readonly problems?: FieldProblems;
}

/**
 * Adds an enabled user.
 *
 * @param passwordHash null for a user who cannot log in by password.
 * @param id of a user who has an id elsewhere. By default, the next free id.
 * @throws ValidationError; DomainError `conflict` if the id is taken.
 */
export async function addUser(
  { stores, nowMs, record }: Scope,
  actor: Actor,
  profile: AssociateProfile,
  passwordHash: string | null,
  id?: number,
  { details = {}, problems = new Map() }: SavedWith = {},
): Promise<Associate> {
  const allDetails = { ...noDetails, ...details };
  const problem = passwordHash === null ? null : passwordTypeProblem(profile.type);
  const others = new Map([
    ...detailsProblems(allDetails),
    ...problems,
    ...(problem === null ? [] : [['Credentials', problem] as const]),
  ]);
  await requireValidUser(stores, actor, profile, null, others);
  const user = await stores.associates.add(profile, passwordHash, nowMs, id);
  if (changedFields<AssociateDetails>(noDetails, details) !== '') {
    await stores.associates.setDetails(user.id, allDetails);
  }
  const detail = { userId: user.id, hasPassword: passwordHash !== null };
  record({ action: 'user-added', user: user.name, detail });
  return user;
}

/** The fields that decide whether a user counts as an administrator who can log in. */
const ADMINISTRATOR_FIELDS: readonly string[] = [
  'roleId',
  'type',
  'isWaitingForApproval',
] satisfies readonly (keyof AssociateProfile)[];

/**
 * Changes the given fields. Another type and a new wait for approval end sessions and tokens.
 *
 * @returns whether anything changes.
 * @throws ValidationError; DomainError `conflict` if no administrator would be left.
 */
export async function updateUser(
  scope: Scope,
  actor: Actor,
  before: Associate,
  given: Partial<AssociateProfile>,
  { detailsBefore: known, details = {}, problems = new Map() }: SavedWith = {},
): Promise<boolean> {
  const after = { ...before, ...given };
  const { associates } = scope.stores;
  const profileFields = changedFields<AssociateProfile>(before, given);
  const detailsBefore =
    known ?? (await associates.details([before.id])).get(before.id) ?? noDetails;
  const detailFields = changedFields<AssociateDetails>(detailsBefore, details);
  const fields = [profileFields, detailFields].filter((names) => names !== '').join(' ');
  if (fields === '' && problems.size === 0) return false;
  const detailsAfter = { ...detailsBefore, ...details };
  const others = new Map([...detailsProblems(detailsAfter), ...problems]);
  await requireValidUser(scope.stores, actor, after, before, others);
  if (profileFields !== '') await updateProfile(scope, before, after, profileFields.split(' '));
  if (detailFields !== '') await associates.setDetails(before.id, detailsAfter);
  const renamed = before.name === after.name ? {} : { nameBefore: before.name };
  const detail = { userId: before.id, fields, ...renamed };
  scope.record({ action: 'user-changed', user: after.name, detail });
  return true;
}

async function updateProfile(
  scope: Scope,
  before: Associate,
  after: Associate,
  fields: readonly string[],
): Promise<void> {
  const endsSessions =
    before.type !== after.type || (!before.isWaitingForApproval && after.isWaitingForApproval);
  const options = { endsSessions, keepsGroups: !fields.includes('secondaryGroupIds') };
  const update = () => scope.stores.associates.update(before.id, after, options);
  const mayTakeRight = fields.some((field) => ADMINISTRATOR_FIELDS.includes(field));
  await (mayTakeRight ? requireAdministrator(scope, update) : update());
}

/** @throws DomainError `conflict` for oneself, and if no administrator would be left. */
export async function removeUser(scope: Scope, actor: Actor, user: Associate): Promise<void> {
  requireNotOneself(actor, user);
  const { stores, nowMs } = scope;
  await requireAdministrator(scope, () => stores.associates.remove(user.id, nowMs));
  scope.record({ action: 'user-removed', user: user.name, detail: { userId: user.id } });
}

/**
 * Ends all sessions and tokens of the user. Does nothing if the user is disabled already.
 *
 * @throws DomainError like `removeUser`.
 */
export async function disableUser(scope: Scope, actor: Actor, user: Associate): Promise<void> {
  if (user.disabledAtMs !== null) return;
  requireNotOneself(actor, user);
  const { stores, nowMs } = scope;
  await requireAdministrator(scope, () => stores.associates.disable(user.id, nowMs));
  scope.record({ action: 'user-disabled', user: user.name, detail: { userId: user.id } });
}

/** Does nothing if the user is enabled already. */
export async function enableUser(scope: Scope, user: Associate): Promise<void> {
  if (user.disabledAtMs === null) return;
  await scope.stores.associates.enable(user.id);
  scope.record({ action: 'user-enabled', user: user.name, detail: { userId: user.id } });
}

export function requireNotOneself(actor: Actor, user: Associate): void {
  if (!isOneself(actor, user.id)) return;
  throw new DomainError('conflict', 'You cannot do this to yourself. Ask another administrator.');
}
