/** A tenant's associates, on SQL. */
import type { Kysely, SelectQueryBuilder } from 'kysely';
import {
  type Associate,
  type AssociateProfile,
  type AssociateStore,
  foldName,
  type Principal,
} from '../domain/associate.ts';
import { DomainError } from '../domain/errors.ts';
import { type AssociateRow, associateOf, profileRow } from './associate-row.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Slots } from './prepared-query.ts';
import { licensesOf, roleOf, selectPrincipal } from './principal-parts.ts';
import type { Tables } from './schema.ts';
import { retireId, takeId } from './tenant-ids.ts';
import { PreparedTenantQuery, TenantQueries, type TenantScope } from './tenant-queries.ts';
import { removeTicketsOfAssociate } from './ticket-trees.ts';

type AssociateQuery = SelectQueryBuilder<Tables, 'associates', AssociateRow>;
type Narrowing = (query: AssociateQuery) => AssociateQuery;

/** A row for an associate, and for each of its secondary groups. */
type AssociatePart = AssociateRow & { readonly secondary_group_id: number | null };

const FIRST_GENERATION = 1;

/** What goes with a user, beside tickets. */
const USER_TABLES = [
  'cs_sessions',
  'associate_licenses',
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
  readonly #traits: DialectTraits;

  constructor(db: Kysely<Tables>, traits: DialectTraits, tenantId: number) {
    this.#queries = new TenantQueries(db, tenantId);
    this.#traits = traits;
  }

  add(
    profile: AssociateProfile,
    passwordHash: string | null,
    nowMs: number,
    givenId?: number,
  ): Promise<Associate> {
    const adding = this.#queries.transaction(async (queries) => {
      const id = await takeId(queries, this.#traits, 'associate', givenId);
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
    return explainBrokenRule(this.#traits, adding, explanationsFor(profile));
  }

  async update(id: number, profile: AssociateProfile): Promise<void> {
    const updating = this.#queries.transaction(async (queries) => {
      const update = queries.updateTable('associates').set(profileRow(profile));
      const { numUpdatedRows } = await update.where('id', '=', id).executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw noUser(id);
      await queries.deleteFrom('associate_groups').where('associate_id', '=', id).execute();
      await insertGroups(queries, id, profile);
    });
    await explainBrokenRule(this.#traits, updating, explanationsFor(profile));
  }

  async remove(id: number): Promise<void> {
    await this.#queries.transaction(async (queries) => {
      const associate = queries.selectFrom('associates').select('id').where('id', '=', id);
      await this.#traits.lockRows(associate).execute();
      await removeTicketsOfAssociate(queries, this.#traits, id);
      for (const table of USER_TABLES) {
        await queries.deleteFrom(table).where('associate_id', '=', id).execute();
      }
      const removed = queries.deleteFrom('associates').where('id', '=', id);
      const { numDeletedRows } = await removed.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw noUser(id);
      await retireId(queries, 'associate', id);
    });
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
    const { id } = associate;
    const parts = await this.#queries.run(selectPrincipal, { id });
    const role = roleOf(parts);
    if (!role) throw noUser(id);
    return { associate, role, licenses: licensesOf(parts) };
  }

  async readPasswordHash(id: number): Promise<string | null> {
    const row = await this.#queries
      .selectFrom('associates')
      .select('password_hash')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.password_hash ?? null;
  }

  async setPasswordHash(id: number, passwordHash: string): Promise<void> {
    const { numUpdatedRows } = await this.#queries
      .updateTable('associates')
      .set((associate) => ({
        password_hash: passwordHash,
        generation: associate('generation', '+', 1),
      }))
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw noUser(id);
  }

  async disable(id: number, nowMs: number): Promise<void> {
    const { numUpdatedRows } = await this.#queries
      .updateTable('associates')
      .set((associate) => ({
        disabled_at_ms: nowMs,
        generation: associate('generation', '+', 1),
      }))
      .where('id', '=', id)
      .where('disabled_at_ms', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n && !(await this.find(id))) throw noUser(id);
  }

  async enable(id: number): Promise<void> {
    const { numUpdatedRows } = await this.#queries
      .updateTable('associates')
      .set({ disabled_at_ms: null })
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw noUser(id);
  }

  async #read(narrow: Narrowing): Promise<readonly Associate[]> {
    return associatesOf(await selectAssociates(this.#queries, narrow).execute());
  }
}

/** The associates that the narrowed query finds, with their groups, in the order of ids. */
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
  const groupIds = [...new Set([groupId, ...secondaryGroupIds])];
  return {
    unique: `There is a user named ${name} already. Choose another name.`,
    'foreign-key':
      `There is no role ${roleId}, or one of the groups ${groupIds.join(', ')} is missing. ` +
      'List roles and groups to see which there are.',
  };
}
