/** User groups: the operations on them, for every protocol and the command line. */
import type { Authorised } from '../actor.ts';
import { type ChangeScope, changedFields, type TenantChanges } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { requireGroup, type UserGroup } from './user-group.ts';

export interface UserGroupsOptions {
  readonly stores: Pick<TenantStores, 'groups'>;
  readonly changes: TenantChanges;
}

type Scope = ChangeScope<TenantStores>;

export class UserGroups {
  readonly #options: UserGroupsOptions;

  constructor(options: UserGroupsOptions) {
    this.#options = options;
  }

  /** Lists groups by rank, then by name. */
  async list(
    _actor: Authorised<'read-lists'>,
    { includeDeleted }: { readonly includeDeleted: boolean },
  ): Promise<readonly UserGroup[]> {
    const groups = await this.#options.stores.groups.list();
    return groups.filter(({ isDeleted }) => includeDeleted || !isDeleted);
  }

  find(_actor: Authorised<'read-lists'>, id: number): Promise<UserGroup | null> {
    return this.#options.stores.groups.find(id);
  }

  /** Returns several groups, in the order of the ids. Ids that do not exist are skipped. */
  async findAll(
    _actor: Authorised<'read-lists'>,
    ids: readonly number[],
  ): Promise<readonly UserGroup[]> {
    const groups = await this.#options.stores.groups.list();
    const byId = new Map(groups.map((group) => [group.id, group]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Returns a group with default values and the highest rank. Does not store it. */
  async draft(_actor: Authorised<'change-groups'>): Promise<UserGroup> {
    const ranks = (await this.#options.stores.groups.list()).map(({ rank }) => rank);
    const rank = Math.min(32_767, Math.max(0, ...ranks) + 1);
    return { id: 0, name: '', tooltip: '', rank, isDeleted: false };
  }

  /**
   * Adds a group if its id is 0, else changes it.
   *
   * @param newId the id of a new group that already has one elsewhere. By default, the next free
   * id.
   * @throws DomainError `not-found`, `invalid-argument` for a field, `conflict` if the name is
   * taken, or if a group to delete has members or is the last one.
   */
  async save(
    actor: Authorised<'change-groups'>,
    group: UserGroup,
    newId?: number,
  ): Promise<UserGroup> {
    requireGroup(group);
    return this.#options.changes.run(actor, (scope) =>
      group.id === 0 ? addGroup(scope, group, newId) : changeGroup(scope, group),
    );
  }

  /**
   * Moves the members of a group to another group and marks the group as deleted.
   *
   * @param replacementId 0 if the group has no members.
   * @throws DomainError `not-found`, `conflict` for the last group, `invalid-argument` if the
   * replacement does not fit.
   */
  async remove(
    actor: Authorised<'change-groups'>,
    id: number,
    replacementId: number,
  ): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const group = await requireExisting(scope, id);
      if (group.isDeleted) throw noGroup(id);
      await markDeleted(scope, group, replacementId);
    });
  }
}

async function addGroup(
  scope: Scope,
  group: UserGroup,
  newId: number | undefined,
): Promise<UserGroup> {
  const added = await scope.stores.groups.add({ ...group, id: newId });
  scope.record({ action: 'group-added', detail: { groupId: added.id, name: added.name } });
  return added;
}

/** Writes nothing if nothing changes. */
async function changeGroup(scope: Scope, group: UserGroup): Promise<UserGroup> {
  const before = await requireExisting(scope, group.id);
  const changed = { ...group, isDeleted: before.isDeleted && group.isDeleted };
  const fields = changedFields(before, changed);
  if (fields !== '') {
    await scope.stores.groups.update(changed);
    const detail = { groupId: group.id, name: group.name, fields };
    scope.record({ action: 'group-changed', detail });
  }
  return group.isDeleted && !before.isDeleted ? markDeleted(scope, changed, 0) : changed;
}

async function markDeleted(
  scope: Scope,
  group: UserGroup,
  replacementId: number,
): Promise<UserGroup> {
  const { groups } = scope.stores;
  const others = (await groups.list()).filter((it) => it.id !== group.id && !it.isDeleted);
  if (others.length === 0) {
    const message = `The group ${group.name} is the last one, and every user needs a group.`;
    throw new DomainError('conflict', message);
  }
  const members = await groups.countMembers(group.id);
  if (members > 0 || replacementId !== 0) {
    requireReplacement(group, await groups.find(replacementId), replacementId);
    await groups.moveMembers(group.id, replacementId);
  }
  const deleted = { ...group, isDeleted: true };
  await groups.update(deleted);
  const detail = { groupId: group.id, name: group.name, membersMoved: members, replacementId };
  scope.record({ action: 'group-removed', detail });
  return deleted;
}

function requireReplacement(group: UserGroup, other: UserGroup | null, givenId: number): void {
  const why = reasonAgainst(group, other, givenId);
  if (why === null) return;
  const message = `Members of the group ${group.name} need another group: ${why}`;
  throw new DomainError('invalid-argument', message);
}

function reasonAgainst(group: UserGroup, other: UserGroup | null, givenId: number): string | null {
  if (givenId === 0) return 'none was given.';
  if (!other) return `there is no group ${givenId}.`;
  if (other.id === group.id) return 'it cannot replace itself.';
  return other.isDeleted ? `the group ${other.name} is deleted.` : null;
}

async function requireExisting({ stores }: Scope, id: number): Promise<UserGroup> {
  const group = await stores.groups.find(id);
  if (!group) throw noGroup(id);
  return group;
}

function noGroup(id: number): DomainError {
  const message = `There is no group ${id}. List groups to see which there are.`;
  return new DomainError('not-found', message);
}
