/** The SQL store of a tenant's associates. */
import type { SelectQueryBuilder } from 'kysely';
import { DomainError } from '../domain/errors.ts';
import { foldName } from '../domain/names.ts';
import type {
  Associate,
  AssociateProfile,
  AssociateStore,
  Principal,
} from '../domain/users/associate.ts';
import { type AssociateRow, associateOf, profileRow } from './associate-row.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Slots } from './prepared-query.ts';
import { readPrincipals } from './read-principals.ts';
import type { Tables } from './schema.ts';
import type { StoreContext } from './store-context.ts';
import { retireId, takeId } from './tenant-ids.ts';
import { PreparedTenantQuery, TenantQueries, type TenantScope } from './tenant-queries.ts';
import { removeTicketsOfAssociate } from './ticket-trees.ts';

type AssociateQuery = SelectQueryBuilder<Tables, 'associates', AssociateRow>;
type Narrowing = (query: AssociateQuery) => AssociateQuery;

/** One row of the joined query: an associate, and one of its secondary groups. */
type AssociatePart = AssociateRow & { readonly secondary_group_id: number | null };

const FIRST_GENERATION = 1;

/** The tables, besides tickets, whose rows are removed with their user. */
const USER_TABLES = [
  'cs_sessions',
  'associate_licences',
  'associate_groups',
  'system_users',
] as const;

type Id = Pick<Associate, 'id'>;

const selectById = new PreparedTenantQuery((tenant, given: Slots<Id>) =>
  selectAssociates(tenant, (query) => query.where('id', '=', given('id'))),
);

const selectByName = new PreparedTenantQuery((tenant, given: Slots<{ readonly folded: string }>) =>
  selectAssociates(tenant, (query) => query.where('name_folded', '=', given('folded'))),
);

export class SqlAssociateStore implements AssociateStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  add(
    profile: AssociateProfile,
    passwordHash: string | null,
    nowMs: number,
    givenId?: number,
  ): Promise<Associate> {
    const adding = this.#queries.transaction(async (queries) => {
      const id = await takeId(queries, 'associate', givenId);
      const insert = queries.insertInto('associates', {
        id,
        ...profileRow(profile),
        password_hash: passwordHash,
        created_at_ms: nowMs,
        disabled_at_ms: null,
        generation: FIRST_GENERATION,
      });
      const row = await insert.returningAll().executeTakeFirstOrThrow();
      return associateOf(row, await insertGroups(queries, id, profile));
    });
    return explainBrokenRule(this.#queries.traits, adding, explanationsFor(profile));
  }

  async update(id: number, profile: AssociateProfile): Promise<void> {
    const updating = this.#queries.transaction(async (queries) => {
      const update = queries.updateTable('associates').set(profileRow(profile));
      const { numUpdatedRows } = await update.where('id', '=', id).executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw noUser(id);
      await queries.deleteFrom('associate_groups').where('associate_id', '=', id).execute();
      await insertGroups(queries, id, profile);
    });
    const explained = explainBrokenRule(this.#queries.traits, updating, explanationsFor(profile));
    await this.#queries.changing(explained, this.#changeOf(id));
  }

  async remove(id: number): Promise<void> {
    const removing = this.#queries.transaction(async (queries) => {
      const associate = queries.selectFrom('associates').select('id').where('id', '=', id);
      await this.#queries.traits.lockRows(associate).execute();
      await removeTicketsOfAssociate(queries, id);
      for (const table of USER_TABLES) {
        await queries.deleteFrom(table).where('associate_id', '=', id).execute();
      }
      const removed = queries.deleteFrom('associates').where('id', '=', id);
      const { numDeletedRows } = await removed.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw noUser(id);
      await retireId(queries, 'associate', id);
    });
    const change = this.#changeOf(id);
    await this.#queries.changing(removing, change, { ...change, kind: 'rights' });
  }

  async find(id: number): Promise<Associate | null> {
    const [associate] = associatesOf(await this.#queries.run(selectById, { id }));
    return associate ?? null;
  }

  async findByName(name: string): Promise<Associate | null> {
    const named = { folded: foldName(name) };
    const [associate] = associatesOf(await this.#queries.run(selectByName, named));
    return associate ?? null;
  }

  async findByEmail(email: string): Promise<Associate | null> {
    const folded = foldName(email);
    const [associate, another] = await this.#read((query) =>
      query.where('email_folded', '=', folded).limit(2),
    );
    return associate && !another ? associate : null;
  }

  list(afterId: number, limit: number): Promise<readonly Associate[]> {
    return this.#read((query) => query.where('id', '>', afterId).orderBy('id').limit(limit));
  }

  async principal(associate: Associate): Promise<Principal> {
    const [principal] = await readPrincipals(this.#queries, [associate]);
    if (!principal) throw noUser(associate.id);
    return principal;
  }

  principals(associates: readonly Associate[]): Promise<readonly Principal[]> {
    return readPrincipals(this.#queries, associates);
  }

  async readPasswordHash(id: number): Promise<string | null> {
    const row = await this.#queries
      .selectFrom('associates')
      .select('password_hash')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.password_hash ?? null;
  }

  async setPasswordHash(id: number, passwordHash: string | null): Promise<void> {
    const update = this.#queries
      .updateTable('associates')
      .set((associate) => ({
        password_hash: passwordHash,
        generation: associate('generation', '+', 1),
      }))
      .where('id', '=', id)
      .executeTakeFirst();
    const { numUpdatedRows } = await this.#queries.changing(update, this.#changeOf(id));
    if (numUpdatedRows === 0n) throw noUser(id);
  }

  async disable(id: number, nowMs: number): Promise<void> {
    const update = this.#queries
      .updateTable('associates')
      .set((associate) => ({
        disabled_at_ms: nowMs,
        generation: associate('generation', '+', 1),
      }))
      .where('id', '=', id)
      .where('disabled_at_ms', 'is', null)
      .executeTakeFirst();
    const { numUpdatedRows } = await this.#queries.changing(update, this.#changeOf(id));
    if (numUpdatedRows === 0n && !(await this.find(id))) throw noUser(id);
  }

  async enable(id: number): Promise<void> {
    const update = this.#queries
      .updateTable('associates')
      .set({ disabled_at_ms: null })
      .where('id', '=', id)
      .executeTakeFirst();
    const { numUpdatedRows } = await this.#queries.changing(update, this.#changeOf(id));
    if (numUpdatedRows === 0n) throw noUser(id);
  }

  #changeOf(id: number) {
    return { kind: 'associates', key: `${this.#queries.tenantId}/${id}` } as const;
  }

  async #read(narrow: Narrowing): Promise<readonly Associate[]> {
    return associatesOf(await selectAssociates(this.#queries, narrow).execute());
  }
}

/** The associates that match, with their groups, ordered by id. */
function selectAssociates(tenant: TenantScope, narrow: Narrowing) {
  const found = narrow(tenant.selectFrom('associates').selectAll()).as('found');
  return tenant.unrestricted
    .selectFrom(found)
    .leftJoin('associate_groups', (join) =>
      join
        .onRef('associate_groups.tenant_id', '=', 'found.tenant_id')
        .onRef('associate_groups.associate_id', '=', 'found.id'),
    )
    .selectAll('found')
    .select('associate_groups.group_id as secondary_group_id')
    .orderBy('found.id')
    .orderBy('associate_groups.group_id');
}

function associatesOf(parts: readonly AssociatePart[]): readonly Associate[] {
  return [...Map.groupBy(parts, ({ id }) => id).values()].flatMap((partsOfOne) => {
    const groupIds = partsOfOne.flatMap((part) => part.secondary_group_id ?? []);
    return partsOfOne.slice(0, 1).map((part) => associateOf(part, groupIds));
  });
}

function noUser(id: number): DomainError {
  return new DomainError('not-found', `There is no user ${id}. List users to see which there are.`);
}

async function insertGroups(
  queries: TenantQueries,
  associateId: number,
  { secondaryGroupIds }: AssociateProfile,
): Promise<readonly number[]> {
  const groupIds = [...new Set(secondaryGroupIds)].sort((a, b) => a - b);
  if (groupIds.length > 0) {
    const rows = groupIds.map((id) => ({ associate_id: associateId, group_id: id }));
    await queries.insertInto('associate_groups', rows).execute();
  }
  return groupIds;
}

function explanationsFor({ name, roleId, groupId, secondaryGroupIds }: AssociateProfile) {
  const groupIds = [...new Set([groupId, ...secondaryGroupIds])].filter((id) => id !== 0);
  return {
    unique: `There is a user named ${name} already. Choose another name.`,
    'foreign-key':
      `There is no role ${roleId}, or one of the groups ${groupIds.join(', ')} is missing. ` +
      'List roles and groups to see which there are.',
  };
}
