/** Users: the operations on them, for every protocol and the command line. */
import type { Authorised } from '../actor.ts';
import { type ChangeScope, changedFields, type TenantChanges } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { assignLicences } from '../licences/licences.ts';
import type { LoginGuard } from '../login/login-guard.ts';
import { requireNoProblem } from '../names.ts';
import type { NewPassword } from '../passwords/new-password.ts';
import { requireAdministrator } from '../roles/last-administrator.ts';
import { type Associate, type AssociateProfile, loginNamesOf } from './associate.ts';
import { requireProfile } from './profile.ts';

export interface UsersOptions {
  readonly changes: TenantChanges;
  readonly loginGuard: Pick<LoginGuard, 'unlock'>;
}

type Scope = ChangeScope<TenantStores>;
type Administrator = Authorised<'administer-users'>;

export class Users {
  readonly #options: UsersOptions;

  constructor(options: UsersOptions) {
    this.#options = options;
  }

  /**
   * Adds an enabled user.
   *
   * @param password null for a user who cannot log in by password.
   * @param id of a user who has an id elsewhere. By default, the next free id.
   * @param licenceIds the licences to assign.
   * @throws DomainError `invalid-argument` for a field or a deleted role or group, `conflict` if
   * name or id is taken, `not-found` for role or groups; for licences, like `Licences.assign`.
   */
  async add(
    actor: Administrator,
    profile: AssociateProfile,
    password: NewPassword | null,
    id?: number,
    licenceIds: readonly number[] = [],
  ): Promise<Associate> {
    requireProfile(profile);
    return this.#options.changes.run(actor, async (scope) => {
      await requireUndeleted(scope, profile);
      const hash = password?.hash ?? null;
      const user = await scope.stores.associates.add(profile, hash, scope.nowMs, id);
      const detail = { userId: user.id, hasPassword: hash !== null };
      scope.record({ action: 'user-added', user: user.name, detail });
      if (licenceIds.length > 0) await assignLicences(scope, user.id, { wanted: licenceIds });
      return user;
    });
  }

  /**
   * Changes the given fields. The user's sessions and tokens stay valid.
   *
   * @param licenceIds replaces the user's licences. If absent, they stay as they are.
   * @throws DomainError `not-found`, `invalid-argument` like `add`, `conflict` if the name is taken
   * or no administrator would be left; for licences, like `Licences.assign`.
   */
  change(
    actor: Administrator,
    id: number,
    given: Partial<AssociateProfile>,
    licenceIds?: readonly number[],
  ): Promise<Associate> {
    return this.#options.changes.run(actor, async (scope) => {
      const before = await requireUser(scope, id);
      const after = await changeProfile(scope, before, given);
      if (licenceIds) await assignLicences(scope, id, { wanted: licenceIds });
      return after;
    });
  }

  /**
   * Also removes tickets and CS sessions.
   * @throws DomainError `not-found`, `conflict` like `change`.
   */
  async remove(actor: Administrator, id: number): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const { name } = await requireUser(scope, id);
      requireNotOneself(actor, id);
      await requireAdministrator(scope, () => scope.stores.associates.remove(id));
      scope.record({ action: 'user-removed', user: name, detail: { userId: id } });
    });
  }

  /** Removes all failed logins of the user, which ends locks. @throws DomainError `not-found` */
  async unlock(actor: Administrator, id: number): Promise<void> {
    const { changes, loginGuard } = this.#options;
    await changes.run(actor, async (scope) => {
      const user = await requireUser(scope, id);
      await loginGuard.unlock(loginNamesOf(user), scope.stores.failedLogins);
      scope.record({ action: 'user-unlocked', user: user.name, detail: { userId: id } });
    });
  }

  /**
   * Ends all sessions and tokens of the user. Does nothing if the user is disabled already.
   *
   * @throws DomainError `not-found`, `conflict` like `change`.
   */
  async disable(actor: Administrator, id: number): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const { name, disabledAtMs } = await requireUser(scope, id);
      if (disabledAtMs !== null) return;
      requireNotOneself(actor, id);
      const { associates } = scope.stores;
      await requireAdministrator(scope, () => associates.disable(id, scope.nowMs));
      scope.record({ action: 'user-disabled', user: name, detail: { userId: id } });
    });
  }

  /** Does nothing if the user is enabled already. @throws DomainError `not-found` */
  async enable(actor: Administrator, id: number): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const { name, disabledAtMs } = await requireUser(scope, id);
      if (disabledAtMs === null) return;
      await scope.stores.associates.enable(id);
      scope.record({ action: 'user-enabled', user: name, detail: { userId: id } });
    });
  }
}

async function changeProfile(
  scope: Scope,
  before: Associate,
  given: Partial<AssociateProfile>,
): Promise<Associate> {
  const after = { ...before, ...given };
  requireProfile(after);
  const fields = changedFields(before, given);
  if (fields === '') return before;
  await requireUndeleted(scope, after, before);
  await requireAdministrator(scope, () => scope.stores.associates.update(before.id, after));
  const renamed = before.name === after.name ? {} : { nameBefore: before.name };
  const detail = { userId: before.id, fields, ...renamed };
  scope.record({ action: 'user-changed', user: after.name, detail });
  return requireUser(scope, before.id);
}

export async function requireUser(
  { stores }: { readonly stores: Pick<TenantStores, 'associates'> },
  id: number,
): Promise<Associate> {
  const user = await stores.associates.find(id);
  if (user) return user;
  const message = `There is no user ${id}. List users to see which there are.`;
  throw new DomainError('not-found', message);
}

export function requireNotOneself(actor: Administrator, id: number): void {
  if (actor.kind !== 'user' || actor.principal.associate.id !== id) return;
  throw new DomainError('conflict', 'You cannot do this to yourself. Ask another administrator.');
}

/** A user can keep a group that was deleted later, but cannot get a deleted group. */
async function requireUndeleted(
  { stores }: Scope,
  { roleId, groupId, secondaryGroupIds }: AssociateProfile,
  before?: Associate,
): Promise<void> {
  const role = roleId === before?.roleId ? null : await stores.roles.find(roleId);
  const had = [before?.groupId, ...(before?.secondaryGroupIds ?? [])];
  const given = new Set([groupId, ...secondaryGroupIds].filter((id) => !had.includes(id)));
  const groups = given.size === 0 ? [] : await stores.groups.list();
  const group = groups.find(({ id, isDeleted }) => isDeleted && given.has(id));
  requireNoProblem(
    role?.isDeleted ? `The role ${role.name} is deleted. Choose another.` : null,
    group ? `The group ${group.name} is deleted. Choose another.` : null,
  );
}
