/** The SQL store of a tenant's user groups. */
import type { Selectable } from 'kysely';
import { DomainError } from '../domain/errors.ts';
import type { NewUserGroup, UserGroup, UserGroupStore } from '../domain/groups/user-group.ts';
import { foldName } from '../domain/names.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { UserGroupTable } from './schema.ts';
import type { StoreContext } from './store-context.ts';
import { reserveIds, takeId } from './tenant-ids.ts';
import { PreparedTenantQuery, TenantQueries } from './tenant-queries.ts';

const groupColumns = [
  'id',
  'name',
  'tooltip',
  'rank',
  'deleted',
] as const satisfies readonly (keyof UserGroupTable)[];

const selectGroups = new PreparedTenantQuery((tenant) =>
  tenant
    .selectFrom('user_groups')
    .select(groupColumns)
    .orderBy('rank')
    .orderBy('name_folded')
    .orderBy('id'),
);

export class SqlUserGroupStore implements UserGroupStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async find(id: number): Promise<UserGroup | null> {
    const query = this.#queries.selectFrom('user_groups').select(groupColumns).where('id', '=', id);
    const row = await query.executeTakeFirst();
    return row ? groupOf(row) : null;
  }

  async list(): Promise<readonly UserGroup[]> {
    return (await this.#queries.run(selectGroups, {})).map(groupOf);
  }

  add(group: NewUserGroup): Promise<UserGroup> {
    const adding = this.#queries.transaction(async (queries) => {
      const id = await takeId(queries, 'group', group.id);
      await queries.insertInto('user_groups', { id, ...groupRow(group) }).execute();
      return { ...group, id };
    });
    return explainBrokenRule(this.#queries.traits, adding, { unique: nameTaken(group.name) });
  }

  async addBuiltIn(groups: readonly UserGroup[]): Promise<void> {
    await this.#queries.transaction(async (queries) => {
      const rows = groups.map((group) => ({ id: group.id, ...groupRow(group) }));
      await queries.insertInto('user_groups', rows).execute();
      await reserveIds(queries, 'group', Math.max(...groups.map(({ id }) => id)));
    });
  }

  async update(group: UserGroup): Promise<void> {
    const update = this.#queries
      .updateTable('user_groups')
      .set(groupRow(group))
      .where('id', '=', group.id)
      .executeTakeFirstOrThrow();
    const { numUpdatedRows } = await explainBrokenRule(this.#queries.traits, update, {
      unique: nameTaken(group.name),
    });
    if (numUpdatedRows > 0n) return;
    const message = `There is no group ${group.id}. List groups to see which there are.`;
    throw new DomainError('not-found', message);
  }

  async countMembers(id: number): Promise<number> {
    const primary = this.#queries
      .selectFrom('associates')
      .where('group_id', '=', id)
      .select('id as associate_id');
    const other = this.#queries
      .selectFrom('associate_groups')
      .where('group_id', '=', id)
      .select('associate_id');
    const { members } = await this.#queries.unrestricted
      .selectFrom(primary.union(other).as('found'))
      .select(({ fn }) => fn.countAll<number>().as('members'))
      .executeTakeFirstOrThrow();
    return Number(members);
  }

  async moveMembers(fromId: number, toId: number): Promise<void> {
    const moving = this.#queries.transaction(async (queries) => {
      await queries
        .updateTable('associates')
        .set({ group_id: toId })
        .where('group_id', '=', fromId)
        .execute();
      const primary = queries.selectFrom('associates').select('id').where('group_id', '=', toId);
      const other = queries.selectFrom('associate_groups').where('group_id', '=', toId);
      // Memberships that exist already are not inserted again.
      await queries
        .deleteFrom('associate_groups')
        .where('group_id', 'in', [fromId, toId])
        .where('associate_id', 'in', primary)
        .execute();
      await queries
        .deleteFrom('associate_groups')
        .where('group_id', '=', fromId)
        .where('associate_id', 'in', other.select('associate_id'))
        .execute();
      await queries
        .updateTable('associate_groups')
        .set({ group_id: toId })
        .where('group_id', '=', fromId)
        .execute();
    });
    await this.#queries.changing(moving, { kind: 'associates', key: null });
  }
}

function nameTaken(name: string): string {
  return `There is a group named ${name} already, which may be a deleted one. Choose another name.`;
}

function groupRow(group: Omit<UserGroup, 'id'>) {
  return {
    name: group.name,
    name_folded: foldName(group.name),
    tooltip: group.tooltip,
    rank: group.rank,
    deleted: Number(group.isDeleted),
  };
}

function groupOf(row: Pick<Selectable<UserGroupTable>, (typeof groupColumns)[number]>): UserGroup {
  return {
    id: row.id,
    name: row.name,
    tooltip: row.tooltip,
    rank: row.rank,
    isDeleted: row.deleted === 1,
  };
}
