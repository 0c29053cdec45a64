/** The SQL store of a tenant's roles and their rights. */
import type { Selectable } from 'kysely';
import { DomainError } from '../domain/errors.ts';
import { foldName } from '../domain/names.ts';
import type {
  DataRightMatrix,
  DataRightRelation,
  DataRightRow,
  DataRightTableName,
  DataRightValue,
} from '../domain/roles/data-rights.ts';
import type { FunctionalRight } from '../domain/roles/functional-right.ts';
import type { BuiltInRole, NewRole, Role, RoleStore } from '../domain/roles/role.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Slots } from './prepared-query.ts';
import type { FunctionalRightTable, RoleTable } from './schema.ts';
import type { StoreContext } from './store-context.ts';
import { reserveIds, takeId } from './tenant-ids.ts';
import { PreparedIdsQuery, PreparedTenantQuery, TenantQueries } from './tenant-queries.ts';

type GrowingMatrix = Partial<
  Record<DataRightTableName, Partial<Record<DataRightRelation, DataRightValue>>>
>;

/** A change of a role may affect the rights of any user. */
const RIGHTS_CHANGED = { kind: 'rights', key: null } as const;

/** Named, because the rows of `select *` take longer to read. */
export const roleColumns = [
  'id',
  'name',
  'tooltip',
  'type',
  'rank',
  'deleted',
  'use_categories',
  'created_at_ms',
  'created_by',
  'updated_at_ms',
  'updated_by',
] as const satisfies readonly (keyof RoleTable)[];

const selectRole = new PreparedTenantQuery((tenant, given: Slots<Pick<Role, 'id'>>) =>
  tenant.selectFrom('roles').select(roleColumns).where('id', '=', given('id')),
);

const selectRoles = new PreparedTenantQuery((tenant) =>
  tenant.selectFrom('roles').select(roleColumns).orderBy('rank').orderBy('id'),
);

const selectCells = new PreparedIdsQuery((tenant, ids) =>
  tenant
    .selectFrom('data_rights')
    .select(['role_id', 'table_name', 'relation', 'value'])
    .where('role_id', 'in', ids),
);

export class SqlRoleStore implements RoleStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async find(id: number): Promise<Role | null> {
    const [row] = await this.#queries.run(selectRole, { id });
    return row ? roleOf(row) : null;
  }

  async list(): Promise<readonly Role[]> {
    return (await this.#queries.run(selectRoles, {})).map(roleOf);
  }

  async addBuiltIn(
    rights: readonly FunctionalRight[],
    roles: readonly BuiltInRole[],
    nowMs: number,
  ): Promise<void> {
    const rightIds = new Map(rights.map(({ id, name }) => [name, id]));
    await this.#queries.transaction(async (queries) => {
      await queries.insertInto('functional_rights', rights.map(rightRow)).execute();
      await reserveIds(queries, 'functional-right', Math.max(...rights.map(({ id }) => id)));
      const roleRows = roles.map((role) => builtInRow(role, nowMs));
      await queries.insertInto('roles', roleRows).execute();
      await reserveIds(queries, 'role', Math.max(...roles.map(({ id }) => id)));
      const granted = roles.flatMap(({ id, functionalRights }) =>
        functionalRights.flatMap((name) => {
          const rightId = rightIds.get(name);
          return rightId === undefined ? [] : [{ role_id: id, right_id: rightId }];
        }),
      );
      await queries.insertInto('role_functional_rights', granted).execute();
      const cells = roles.flatMap(({ id, dataRights }) => cellsOf(id, dataRights));
      await queries.insertInto('data_rights', cells).execute();
    });
  }

  add(role: NewRole): Promise<Role> {
    return this.#queries.transaction(async (queries) => {
      const id = await takeId(queries, 'role', role.id);
      const row = { id, ...roleRow(role), type: role.type };
      await queries.insertInto('roles', row).execute();
      return { ...role, id };
    });
  }

  async update(role: Role): Promise<void> {
    const update = this.#queries.updateTable('roles').set(roleRow(role)).where('id', '=', role.id);
    const updating = update.executeTakeFirstOrThrow();
    const { numUpdatedRows } = await this.#queries.changing(updating, RIGHTS_CHANGED);
    if (numUpdatedRows === 0n) throw noRole(role.id);
  }

  async moveUsers(fromId: number, toId: number): Promise<number> {
    const update = this.#queries
      .updateTable('associates')
      .set({ role_id: toId })
      .where('role_id', '=', fromId)
      .executeTakeFirstOrThrow();
    const associates = { kind: 'associates', key: null } as const;
    const { numUpdatedRows } = await this.#queries.changing(update, associates);
    return Number(numUpdatedRows);
  }

  async countUsers(id: number): Promise<number> {
    const query = this.#queries.selectFrom('associates').where('role_id', '=', id);
    const { users } = await query
      .select(({ fn }) => fn.countAll<number>().as('users'))
      .executeTakeFirstOrThrow();
    return Number(users);
  }

  async countEnabledUsersWith(rightName: string, limit: number): Promise<number> {
    const roleIds = this.#queries
      .selectFrom('role_functional_rights')
      .innerJoin('functional_rights as rights', (join) =>
        join
          .onRef('rights.tenant_id', '=', 'role_functional_rights.tenant_id')
          .onRef('rights.id', '=', 'role_functional_rights.right_id'),
      )
      .where('rights.name_folded', '=', foldName(rightName))
      .select('role_functional_rights.role_id');
    const users = await this.#queries
      .selectFrom('associates')
      .where('role_id', 'in', roleIds)
      .where('disabled_at_ms', 'is', null)
      .where('retired_at_ms', 'is', null)
      .where('waiting_for_approval', '=', 0)
      .where('type', '!=', 'resource')
      .select('id')
      .limit(limit)
      .execute();
    return users.length;
  }

  async listRights(): Promise<readonly FunctionalRight[]> {
    const query = this.#queries.selectFrom('functional_rights').selectAll().orderBy('id');
    return (await query.execute()).map(rightOf);
  }

  addRight(
    right: Omit<FunctionalRight, 'id'> & { readonly id?: number },
  ): Promise<FunctionalRight> {
    const adding = this.#queries.transaction(async (queries) => {
      const id = await takeId(queries, 'functional-right', right.id);
      await queries.insertInto('functional_rights', rightRow({ ...right, id })).execute();
      return { ...right, id };
    });
    return explainBrokenRule(this.#queries.traits, adding, {
      unique: `There is a functional right named ${right.name} already. Choose another name.`,
    });
  }

  async rightIds(roleIds: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>> {
    if (roleIds.length === 0) return new Map();
    const rows = await this.#queries
      .selectFrom('role_functional_rights')
      .select(['role_id', 'right_id'])
      .where('role_id', 'in', roleIds)
      .orderBy('right_id')
      .execute();
    return idsByRole(rows, roleIds);
  }

  async setRightIds(roleId: number, rightIds: readonly number[]): Promise<void> {
    const setting = this.#queries.transaction(async (queries) => {
      await lockRole(queries, roleId);
      const old = queries.deleteFrom('role_functional_rights').where('role_id', '=', roleId);
      await old.execute();
      const rows = [...new Set(rightIds)].map((id) => ({ role_id: roleId, right_id: id }));
      if (rows.length > 0) await queries.insertInto('role_functional_rights', rows).execute();
    });
    const explained = explainBrokenRule(this.#queries.traits, setting, {
      'foreign-key':
        `One of the functional rights ${rightIds.join(', ')} is missing. ` +
        'List functional rights to see which there are.',
    });
    await this.#queries.changing(explained, RIGHTS_CHANGED);
  }

  async dataRights(roleIds: readonly number[]): Promise<ReadonlyMap<number, DataRightMatrix>> {
    const rows = await this.#queries.runFor(selectCells, roleIds);
    const matrices = new Map<number, GrowingMatrix>(roleIds.map((id) => [id, {}]));
    for (const { role_id, table_name, relation, value } of rows) {
      const matrix = matrices.get(role_id) ?? {};
      const row = matrix[table_name] ?? {};
      row[relation] = value;
      matrix[table_name] = row;
    }
    return matrices;
  }

  async setDataRights(roleId: number, table: DataRightTableName, row: DataRightRow): Promise<void> {
    const relations = Object.keys(row) as (keyof DataRightRow)[];
    if (relations.length === 0) return;
    await this.#queries.transaction(async (queries) => {
      await lockRole(queries, roleId);
      await queries
        .deleteFrom('data_rights')
        .where('role_id', '=', roleId)
        .where('table_name', '=', table)
        .where('relation', 'in', relations)
        .execute();
      const cells = cellsOf(roleId, { [table]: row });
      if (cells.length > 0) await queries.insertInto('data_rights', cells).execute();
    });
  }
}

/** Locks the role, so that nobody else replaces its rights. @throws DomainError `not-found` */
async function lockRole(queries: TenantQueries, id: number): Promise<void> {
  const role = queries.selectFrom('roles').select('id').where('id', '=', id);
  if (!(await queries.traits.lockFromChanges(role).executeTakeFirst())) throw noRole(id);
}

/** Sorts and removes duplicates. Not done in SQL, because databases sort text differently. */
export function sortTexts(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

function idsByRole(
  rows: readonly { readonly role_id: number; readonly right_id: number }[],
  roleIds: readonly number[],
): ReadonlyMap<number, readonly number[]> {
  const byRole = Map.groupBy(rows, ({ role_id }) => role_id);
  return new Map(roleIds.map((id) => [id, (byRole.get(id) ?? []).map(({ right_id }) => right_id)]));
}

function builtInRow({ id, name, tooltip, type }: BuiltInRole, nowMs: number) {
  const role = { name, tooltip, type, rank: id, isDeleted: false, usesCategories: false };
  const times = { createdAtMs: nowMs, createdBy: 0, updatedAtMs: nowMs, updatedBy: 0 };
  return { id, type, ...roleRow({ ...role, ...times }) };
}

/** The non-empty cells of a matrix, as rows. */
function cellsOf(roleId: number, matrix: DataRightMatrix) {
  return Object.entries(matrix).flatMap(([table, row]) =>
    Object.entries(row).flatMap(([relation, value]) =>
      value === ''
        ? []
        : [
            {
              role_id: roleId,
              table_name: table as DataRightTableName,
              relation: relation as keyof DataRightRow,
              value,
            },
          ],
    ),
  );
}

function roleRow(role: Omit<NewRole, 'id' | 'type'>) {
  return {
    name: role.name,
    tooltip: role.tooltip,
    rank: role.rank,
    deleted: Number(role.isDeleted),
    use_categories: Number(role.usesCategories),
    created_at_ms: role.createdAtMs,
    created_by: role.createdBy,
    updated_at_ms: role.updatedAtMs,
    updated_by: role.updatedBy,
  };
}

export function roleOf(row: Omit<Selectable<RoleTable>, 'tenant_id'>): Role {
  return {
    id: row.id,
    name: row.name,
    tooltip: row.tooltip,
    type: row.type,
    rank: row.rank,
    isDeleted: row.deleted === 1,
    usesCategories: row.use_categories === 1,
    createdAtMs: row.created_at_ms,
    createdBy: row.created_by,
    updatedAtMs: row.updated_at_ms,
    updatedBy: row.updated_by,
  };
}

function rightRow(right: FunctionalRight) {
  return {
    id: right.id,
    name: right.name,
    name_folded: foldName(right.name),
    label: right.label,
    description: right.description,
    role_type: right.roleType,
    required_module: right.requiredModule,
    built_in: Number(right.isBuiltIn),
  };
}

function rightOf(row: Omit<Selectable<FunctionalRightTable>, 'tenant_id'>): FunctionalRight {
  return {
    id: row.id,
    name: row.name,
    label: row.label,
    description: row.description,
    roleType: row.role_type,
    requiredModule: row.required_module,
    isBuiltIn: row.built_in === 1,
  };
}

function noRole(id: number): DomainError {
  return new DomainError('not-found', `There is no role ${id}. List roles to see which there are.`);
}
