/** Roles and their rights: the operations on them, for every protocol and the command line. */
import { type Actor, type Authorised, authorise } from '../actor.ts';
import type { TenantChanges } from '../changes.ts';
import type { Clock } from '../clock.ts';
import type { TenantStores } from '../installation.ts';
import { foldName } from '../names.ts';
import type { Associate } from '../users/associate.ts';
import {
  type DataRightMatrix,
  type DataRightRelation,
  type DataRightRow,
  type DataRightTableName,
  type DataRightValue,
  dataRightColumns,
  dataRightTableNames,
  requireColumn,
} from './data-rights.ts';
import {
  type FunctionalRight,
  type NewFunctionalRight,
  requireFunctionalRight,
  requireRightOfType,
} from './functional-right.ts';
import { requireAdministrator } from './last-administrator.ts';
import { type Role, type RoleInput, requireRoleProfile } from './role.ts';
import {
  addRole,
  changeRole,
  markDeleted,
  noRole,
  requireEditable,
  requireRole,
  setCells,
  updated,
} from './role-changes.ts';
import type { RoleType } from './role-type.ts';

/** A role with its rights and the users who created and changed it. */
export interface RoleDetails {
  readonly role: Role;
  readonly dataRights: DataRightMatrix;
  /** Null if no user created it. */
  readonly createdBy: Associate | null;
  readonly updatedBy: Associate | null;
}

export interface RolesOptions {
  readonly stores: Pick<TenantStores, 'roles' | 'associates'>;
  readonly changes: TenantChanges;
  readonly clock: Clock;
}

export class Roles {
  readonly #options: RolesOptions;

  constructor(options: RolesOptions) {
    this.#options = options;
  }

  /** Lists the roles of a type that are not deleted, by rank. */
  async list(_actor: Authorised<'read-lists'>, type: RoleType): Promise<readonly Role[]> {
    const roles = await this.#options.stores.roles.list();
    return roles.filter((role) => role.type === type && !role.isDeleted);
  }

  find(_actor: Authorised<'read-lists'>, id: number): Promise<Role | null> {
    return this.#options.stores.roles.find(id);
  }

  /** Returns a role of a type with default values. Does not store it. */
  async draft(_actor: Authorised<'read-roles'>, type: RoleType): Promise<RoleDetails> {
    const roles = await this.#options.stores.roles.list();
    const nowMs = this.#options.clock.now();
    const role: Role = {
      id: 0,
      name: '',
      tooltip: '',
      type,
      rank: nextRank(roles),
      isDeleted: false,
      usesCategories: false,
      createdAtMs: nowMs,
      createdBy: 0,
      updatedAtMs: nowMs,
      updatedBy: 0,
    };
    return { role, dataRights: {}, createdBy: null, updatedBy: null };
  }

  /**
   * Returns null if the role does not exist. Users may read their own role without a permission.
   *
   * @throws DomainError `not-permitted`
   */
  async details(actor: Authorised<'read-lists'>, id: number): Promise<RoleDetails | null> {
    requireOwnOrPermitted(actor, id);
    const role = await this.#options.stores.roles.find(id);
    return role && this.#detailsOf(role);
  }

  /**
   * Adds or changes a role.
   *
   * @param newId the id of a new role that already has one elsewhere. By default, the next free id.
   * @throws DomainError `not-found`, `invalid-argument` for a field or a cell, `conflict` if the
   * role may not be added, changed or deleted.
   */
  async save(
    actor: Authorised<'change-roles'>,
    input: RoleInput,
    newId?: number,
  ): Promise<RoleDetails> {
    requireRoleProfile(input);
    const role = await this.#options.changes.run(actor, (scope) =>
      input.id === 0 ? addRole(scope, actor, input, newId) : changeRole(scope, actor, input),
    );
    return this.#detailsOf(role);
  }

  /**
   * Gives the role's users another role and marks the role as deleted.
   *
   * @param replacementId 0 if no user has the role.
   * @throws DomainError `not-found`, `conflict` if the role may not be deleted, `invalid-argument`
   * if the replacement does not fit.
   */
  async remove(
    actor: Authorised<'change-roles'>,
    id: number,
    replacementId: number,
  ): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const role = await requireRole(scope, id);
      if (role.isDeleted) throw noRole(id);
      await markDeleted(scope, actor, role, replacementId);
    });
  }

  /** Lists all functional rights that roles of a type can have, by id. */
  async listRights(
    _actor: Authorised<'read-lists'>,
    type: RoleType,
  ): Promise<readonly FunctionalRight[]> {
    const rights = await this.#options.stores.roles.listRights();
    return rights.filter(({ roleType }) => roleType === type);
  }

  /**
   * Adds a functional right to the built-in ones.
   *
   * @throws DomainError `invalid-argument` for a field, `conflict` if the name or id is taken.
   */
  addRight(actor: Authorised<'change-roles'>, right: NewFunctionalRight): Promise<FunctionalRight> {
    requireFunctionalRight(right);
    return this.#options.changes.run(actor, async ({ stores, record }) => {
      const added = await stores.roles.addRight({ ...right, isBuiltIn: false });
      const detail = { rightId: added.id, name: added.name, roleType: added.roleType };
      record({ action: 'functional-right-added', detail });
      return added;
    });
  }

  /**
   * Lists the functional rights of a role, by id.
   * @throws DomainError `not-permitted`, `not-found`
   */
  async rightsOf(
    actor: Authorised<'read-lists'>,
    roleId: number,
  ): Promise<readonly FunctionalRight[]> {
    requireOwnOrPermitted(actor, roleId);
    const { roles } = this.#options.stores;
    if (!(await roles.find(roleId))) throw noRole(roleId);
    const ids = new Set((await roles.rightIds([roleId])).get(roleId));
    return (await roles.listRights()).filter(({ id }) => ids.has(id));
  }

  /**
   * Replaces the functional rights of a role.
   *
   * @throws DomainError `not-found`, `invalid-argument` for a right that roles of this type cannot
   * have, `conflict` if no administrator would be left.
   */
  async setRights(
    actor: Authorised<'change-roles'>,
    roleId: number,
    rightIds: readonly number[],
  ): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const role = await requireRole(scope, roleId);
      requireEditable(role);
      const { roles } = scope.stores;
      const wanted = [...new Set(rightIds)];
      const had = (await roles.rightIds([roleId])).get(roleId) ?? [];
      const known = new Map((await roles.listRights()).map((right) => [right.id, right]));
      for (const id of wanted) requireRightOfType(known.get(id), id, role.type);
      const namesBut = (ids: readonly number[], others: readonly number[]) =>
        sortedNames(ids.flatMap((id) => (others.includes(id) ? [] : (known.get(id) ?? []))));
      const [added, taken] = [namesBut(wanted, had), namesBut(had, wanted)];
      if (added === taken) return;
      await requireAdministrator(scope, () => roles.setRightIds(roleId, wanted));
      const detail = { roleId, name: role.name, added, taken };
      scope.record({ action: 'role-rights-set', detail });
    });
  }

  /** Lists the roles that have at least one of the rights and are not deleted, by rank. */
  async withRights(
    _actor: Authorised<'read-roles'>,
    names: readonly string[],
  ): Promise<readonly Role[]> {
    return this.#withOrWithout(names, true);
  }

  /** Lists the roles that have none of the rights and are not deleted, by rank. */
  async withoutRights(
    _actor: Authorised<'read-roles'>,
    names: readonly string[],
  ): Promise<readonly Role[]> {
    return this.#withOrWithout(names, false);
  }

  /**
   * Returns one row of the matrix, with all columns of the role's type.
   *
   * @throws DomainError `not-permitted`, `not-found` for the role.
   */
  async dataRightRow(
    actor: Authorised<'read-lists'>,
    roleId: number,
    table: DataRightTableName,
  ): Promise<readonly (readonly [DataRightRelation, DataRightValue])[]> {
    requireOwnOrPermitted(actor, roleId);
    const { roles } = this.#options.stores;
    const role = await roles.find(roleId);
    if (!role) throw noRole(roleId);
    const row: DataRightRow = (await roles.dataRights([roleId])).get(roleId)?.[table] ?? {};
    return dataRightColumns[role.type].map((column) => [column, row[column] ?? '']);
  }

  /**
   * Returns the rights for one relation, by table in the order of the matrix.
   *
   * @throws DomainError `not-permitted`, `not-found` for the role, `invalid-argument` for a
   * relation that roles of this type do not have.
   */
  async dataRightColumn(
    actor: Authorised<'read-lists'>,
    roleId: number,
    relation: DataRightRelation,
  ): Promise<readonly (readonly [DataRightTableName, DataRightValue])[]> {
    requireOwnOrPermitted(actor, roleId);
    const { roles } = this.#options.stores;
    const role = await roles.find(roleId);
    if (!role) throw noRole(roleId);
    requireColumn(role.type, relation);
    const matrix = (await roles.dataRights([roleId])).get(roleId) ?? {};
    return dataRightTableNames.map((table) => [table, matrix[table]?.[relation] ?? '']);
  }

  /**
   * Returns one cell of the matrix.
   *
   * @throws DomainError `not-permitted`, `not-found` for the role, `invalid-argument` for a
   * relation that roles of this type do not have.
   */
  async dataRight(
    actor: Authorised<'read-lists'>,
    roleId: number,
    table: DataRightTableName,
    relation: DataRightRelation,
  ): Promise<DataRightValue> {
    const row = await this.dataRightRow(actor, roleId, table);
    const cell = row.find(([column]) => column === relation);
    if (cell) return cell[1];
    requireColumn((await this.#options.stores.roles.find(roleId))?.type ?? 'system', relation);
    return '';
  }

  /** @throws DomainError `not-found` for the role, `invalid-argument` for the relation. */
  async setDataRight(
    actor: Authorised<'change-roles'>,
    roleId: number,
    table: DataRightTableName,
    row: DataRightRow,
  ): Promise<void> {
    await this.setDataRights(actor, roleId, { [table]: row });
  }

  /** Sets all given cells or none. @throws DomainError like `setDataRight`. */
  async setDataRights(
    actor: Authorised<'change-roles'>,
    roleId: number,
    matrix: DataRightMatrix,
  ): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const role = await requireRole(scope, roleId);
      requireEditable(role);
      if (!(await setCells(scope, role, matrix))) return;
      await scope.stores.roles.update(updated(scope, actor, role));
      for (const table of dataRightTableNames) {
        const row = matrix[table];
        if (!row) continue;
        const detail = { roleId, name: role.name, table, ...row };
        scope.record({ action: 'role-data-rights-set', detail });
      }
    });
  }

  async #withOrWithout(names: readonly string[], having: boolean): Promise<readonly Role[]> {
    const { roles } = this.#options.stores;
    const wanted = new Set(names.map(foldName));
    const rights = await roles.listRights();
    const ids = new Set(
      rights.filter(({ name }) => wanted.has(foldName(name))).map(({ id }) => id),
    );
    const undeleted = (await roles.list()).filter(({ isDeleted }) => !isDeleted);
    const granted = await roles.rightIds(undeleted.map(({ id }) => id));
    return undeleted.filter(
      ({ id }) => having === (granted.get(id) ?? []).some((rightId) => ids.has(rightId)),
    );
  }

  async #detailsOf(role: Role): Promise<RoleDetails> {
    const { roles, associates } = this.#options.stores;
    const matrices = await roles.dataRights([role.id]);
    return {
      role,
      dataRights: matrices.get(role.id) ?? {},
      createdBy: role.createdBy === 0 ? null : await associates.find(role.createdBy),
      updatedBy: role.updatedBy === 0 ? null : await associates.find(role.updatedBy),
    };
  }
}

function requireOwnOrPermitted(actor: Actor, roleId: number): void {
  if (actor.kind === 'user' && actor.principal.role.id === roleId) return;
  authorise(actor, 'read-roles');
}

/** Sorted, so that the rights to administer come first and survive if a long text is cut. */
function sortedNames(rights: readonly FunctionalRight[]): string {
  const names = rights.map(({ name }) => name);
  return names.sort().join(' ');
}

function nextRank(roles: readonly Role[]): number {
  return Math.min(32_767, Math.max(0, ...roles.map(({ rank }) => rank)) + 1);
}
