/** How roles are added, changed and deleted, inside the transaction of a change. */
import { type Actor, associateIdOf } from '../actor.ts';
import { type ChangeScope, changedFields } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import {
  type DataRightMatrix,
  type DataRightRelation,
  type DataRightValue,
  dataRightTableNames,
  requireColumn,
} from './data-rights.ts';
import { requireAdministrator } from './last-administrator.ts';
import type { Role, RoleInput } from './role.ts';
import { requireDeletable, requireReplacement } from './role-deletion.ts';

type Scope = ChangeScope<TenantStores>;

export async function addRole(
  scope: Scope,
  actor: Actor,
  input: RoleInput,
  newId: number | undefined,
): Promise<Role> {
  if (input.type === 'system' || input.type === 'anonymous') {
    const message = `There is one role of the type ${input.type}, and no other can be made.`;
    throw new DomainError('conflict', message);
  }
  const by = associateIdOf(actor);
  const { id: _none, dataRights, ...profile } = input;
  const role = await scope.stores.roles.add({
    ...profile,
    id: newId,
    createdAtMs: scope.nowMs,
    createdBy: by,
    updatedAtMs: scope.nowMs,
    updatedBy: by,
  });
  await setCells(scope, role, dataRights);
  scope.record({ action: 'role-added', detail: { roleId: role.id, name: role.name } });
  return role;
}

/** Writes nothing if nothing changes. */
export async function changeRole(scope: Scope, actor: Actor, input: RoleInput): Promise<Role> {
  const before = await requireRole(scope, input.id);
  requireEditable(before);
  const { dataRights, type: _ignored, isDeleted, ...profile } = input;
  const after = { ...before, ...profile, isDeleted: before.isDeleted && isDeleted };
  const cells = (await setCells(scope, before, dataRights)) ? ['dataRights'] : [];
  const fields = [changedFields(before, after), ...cells].join(' ').trim();
  const changed = fields === '' ? before : updated(scope, actor, after);
  if (fields !== '') {
    await scope.stores.roles.update(changed);
    const detail = { roleId: changed.id, name: changed.name, fields };
    scope.record({ action: 'role-changed', detail });
  }
  return isDeleted && !before.isDeleted ? markDeleted(scope, actor, changed, 0) : changed;
}

export async function markDeleted(
  scope: Scope,
  actor: Actor,
  role: Role,
  replacementId: number,
): Promise<Role> {
  const { roles } = scope.stores;
  const users = await roles.countUsers(role.id);
  requireDeletable(actor, role, await roles.list());
  if (users > 0 || replacementId !== 0) {
    requireReplacement(role, await roles.find(replacementId), replacementId);
    await requireAdministrator(scope, () => roles.moveUsers(role.id, replacementId));
  }
  const deleted = updated(scope, actor, { ...role, isDeleted: true });
  await roles.update(deleted);
  const detail = { roleId: role.id, name: role.name, usersMoved: users, replacementId };
  scope.record({ action: 'role-removed', detail });
  return deleted;
}

export async function requireRole({ stores }: Scope, id: number): Promise<Role> {
  const role = await stores.roles.find(id);
  if (!role) throw noRole(id);
  return role;
}

export function updated({ nowMs }: Scope, actor: Actor, role: Role): Role {
  return { ...role, updatedAtMs: nowMs, updatedBy: associateIdOf(actor) };
}

/** Returns whether a cell changed. */
export async function setCells(
  scope: Scope,
  role: Role,
  matrix: DataRightMatrix,
): Promise<boolean> {
  const { roles } = scope.stores;
  const before = (await roles.dataRights([role.id])).get(role.id) ?? {};
  let hasChanged = false;
  for (const table of dataRightTableNames) {
    const cells = Object.entries(matrix[table] ?? {}) as [DataRightRelation, DataRightValue][];
    for (const [relation] of cells) requireColumn(role.type, relation);
    const changed = cells.filter(([name, value]) => value !== (before[table]?.[name] ?? ''));
    if (changed.length === 0) continue;
    await roles.setDataRights(role.id, table, Object.fromEntries(changed));
    hasChanged = true;
  }
  return hasChanged;
}

export function requireEditable({ type, name }: Role): void {
  if (type !== 'system') return;
  const message = `The role ${name} is of the type system, and cannot be changed.`;
  throw new DomainError('conflict', message);
}

export function noRole(id: number): DomainError {
  return new DomainError('not-found', `There is no role ${id}. List roles to see which there are.`);
}
