/** The SQL store of a tenant's associates. */
import { sql } from 'kysely';
import { DomainError } from '../domain/errors.ts';
import { foldName } from '../domain/names.ts';
import type {
  Associate,
  AssociateDetails,
  AssociateProfile,
  AssociateState,
  AssociateStore,
  AssociateUpdate,
  FormerAssociate,
  LoginTimes,
  OwnAssociate,
  Principal,
  PrincipalOf,
} from '../domain/users/associate.ts';
import { noDetails } from '../domain/users/associate.ts';
import {
  associateColumns,
  detailColumns,
  detailsOf,
  detailsRow,
  ownAssociateOf,
  profileRow,
  stateOf,
} from './associate-row.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import { addFormer, listFormer } from './former-associates.ts';
import type { Slots } from './prepared-query.ts';
import { readPrincipals } from './read-principals.ts';
import { associatesOf, type Narrowing, selectAssociates } from './select-associates.ts';
import type { StoreContext } from './store-context.ts';
import { readTakenLoginNames } from './taken-login-names.ts';
import { retireId, takeId } from './tenant-ids.ts';
import { PreparedIdsQuery, PreparedTenantQuery, TenantQueries } from './tenant-queries.ts';
import { removeTicketsOfAssociate } from './ticket-trees.ts';

const FIRST_GENERATION = 1;

/** The tables, besides tickets, whose rows are removed with their user. */
const USER_TABLES = [
  'cs_sessions',
  'associate_licences',
  'associate_groups',
  'associate_logins',
  'system_users',
  'password_resets',
] as const;

type Id = Pick<Associate, 'id'>;
interface Folded {
  readonly folded: string;
}
type ProfileRow = ReturnType<typeof profileRow>;
interface Ending {
  /** 1 to end the sessions, else 0. */
  readonly generations: number;
}

const selectById = new PreparedTenantQuery((tenant, given: Slots<Id>) =>
  selectAssociates(tenant, (query) => query.where('id', '=', given('id'))),
);

const selectByName = new PreparedTenantQuery((tenant, given: Slots<Folded>) =>
  selectAssociates(tenant, (query) => query.where('name_folded', '=', given('folded'))),
);

const selectByUserName = new PreparedTenantQuery((tenant, given: Slots<Folded>) =>
  selectAssociates(tenant, (query) => query.where('user_name_folded', '=', given('folded'))),
);

const selectByIds = new PreparedIdsQuery((tenant, ids) =>
  tenant.selectFrom('associates').select(associateColumns).where('id', 'in', ids).orderBy('id'),
);

const selectDetails = new PreparedIdsQuery((tenant, ids) =>
  tenant.selectFrom('associates').select(detailColumns).where('id', 'in', ids),
);

const selectStates = new PreparedIdsQuery((tenant, ids) =>
  tenant
    .selectFrom('associates')
    .leftJoin('associate_logins', (join) =>
      join
        .onRef('associate_logins.tenant_id', '=', 'associates.tenant_id')
        .onRef('associate_logins.associate_id', '=', 'associates.id'),
    )
    .where('associates.id', 'in', ids)
    .select(detailColumns)
    .select(['last_login_at_ms', 'last_logout_at_ms'])
    .select(sql<number>`case when password_hash is null then 0 else 1 end`.as('has_password')),
);

const updateProfile = new PreparedTenantQuery((tenant, given: Slots<ProfileRow & Id & Ending>) =>
  tenant
    .updateTable('associates')
    .set((associate) => ({
      name: given('name'),
      name_folded: given('name_folded'),
      user_name: given('user_name'),
      user_name_folded: given('user_name_folded'),
      nick_name: given('nick_name'),
      nick_name_folded: given('nick_name_folded'),
      tooltip: given('tooltip'),
      rank: given('rank'),
      type: given('type'),
      role_id: given('role_id'),
      group_id: given('group_id'),
      person_id: given('person_id'),
      waiting_for_approval: given('waiting_for_approval'),
      cs_user_id: given('cs_user_id'),
      cs_user_access_level: given('cs_user_access_level'),
      cs_user_status: given('cs_user_status'),
      generation: associate('generation', '+', given('generations')),
    }))
    .where('id', '=', given('id'))
    .returning('id'),
);

/** Two are enough to know that there are several. */
const BY_EMAIL_MAX = 2;

const selectByEmail = new PreparedTenantQuery((tenant, given: Slots<Folded>) =>
  selectAssociates(tenant, (query) => {
    const persons = tenant.selectFrom('persons').select('id');
    const mailed = persons.where('email_folded', '=', given('folded'));
    return query.where('person_id', 'in', mailed).limit(BY_EMAIL_MAX);
  }),
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
      const row = {
        id,
        ...profileRow(profile),
        ...detailsRow(noDetails),
        password_hash: passwordHash,
        created_at_ms: nowMs,
        disabled_at_ms: null,
        retired_at_ms: null,
        generation: FIRST_GENERATION,
      };
      await queries.insertInto('associates', row).execute();
      await insertGroups(queries, id, profile);
      const [added] = associatesOf(await queries.run(selectById, { id }));
      if (!added) throw noUser(id);
      return added;
    });
    return explainBrokenRule(this.#queries.traits, adding, explanationsFor(profile));
  }

  async update(
    id: number,
    profile: AssociateProfile,
    { endsSessions = false, keepsGroups = false }: AssociateUpdate = {},
  ): Promise<void> {
    const updating = this.#queries.transaction(async (queries) => {
      const row = { id, ...profileRow(profile), generations: Number(endsSessions) };
      const updated = await queries.run(updateProfile, row);
      if (updated.length === 0) throw noUser(id);
      if (keepsGroups) return;
      await queries.deleteFrom('associate_groups').where('associate_id', '=', id).execute();
      await insertGroups(queries, id, profile);
    });
    const explained = explainBrokenRule(this.#queries.traits, updating, explanationsFor(profile));
    await this.#queries.changing(explained, this.#changeOf(id));
  }

  async remove(id: number, nowMs: number): Promise<void> {
    const removing = this.#queries.transaction(async (queries) => {
      const associate = queries.selectFrom('associates').select('id').where('id', '=', id);
      await this.#queries.traits.lockRows(associate).execute();
      await removeTicketsOfAssociate(queries, id);
      for (const table of USER_TABLES) {
        await queries.deleteFrom(table).where('associate_id', '=', id).execute();
      }
      await addFormer(queries, id, nowMs);
      const removed = queries.deleteFrom('associates').where('id', '=', id);
      const { numDeletedRows } = await removed.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw noUser(id);
      await retireId(queries, 'associate', id);
    });
    const change = this.#changeOf(id);
    await this.#queries.changing(removing, change, { ...change, kind: 'rights' });
  }

  listFormer(afterId: number, limit: number): Promise<readonly FormerAssociate[]> {
    return listFormer(this.#queries, afterId, limit);
  }

  async find(id: number): Promise<Associate | null> {
    const [associate] = associatesOf(await this.#queries.run(selectById, { id }));
    return associate ?? null;
  }

  async findAll(ids: readonly number[]): Promise<readonly OwnAssociate[]> {
    return (await this.#queries.runFor(selectByIds, ids)).map(ownAssociateOf);
  }

  async findByName(name: string): Promise<Associate | null> {
    const named = { folded: foldName(name) };
    const [associate] = associatesOf(await this.#queries.run(selectByName, named));
    return associate ?? null;
  }

  async findByUserName(userName: string): Promise<Associate | null> {
    const named = { folded: foldName(userName) };
    const [associate] = associatesOf(await this.#queries.run(selectByUserName, named));
    return associate ?? null;
  }

  async findByNickName(nickName: string): Promise<Associate | null> {
    const [associate] = await this.#read((query) =>
      query.where('nick_name_folded', '=', foldName(nickName)),
    );
    return associate ?? null;
  }

  async listByEmail(email: string): Promise<readonly Associate[]> {
    return associatesOf(await this.#queries.run(selectByEmail, { folded: foldName(email) }));
  }

  takenLoginNames(texts: readonly string[], exceptId: number): Promise<ReadonlySet<string>> {
    return readTakenLoginNames(this.#queries, texts, exceptId);
  }

  listOfPerson(personId: number): Promise<readonly Associate[]> {
    return this.#read((query) => query.where('person_id', '=', personId));
  }

  listOfCsUser(csUserId: number): Promise<readonly Associate[]> {
    return this.#read((query) => query.where('cs_user_id', '=', csUserId));
  }

  list(afterId: number, limit: number): Promise<readonly Associate[]> {
    return this.#read((query) => query.where('id', '>', afterId).orderBy('id').limit(limit));
  }

  async principal(associate: Associate): Promise<Principal> {
    const [principal] = await readPrincipals(this.#queries, [associate]);
    if (!principal) throw noUser(associate.id);
    return principal;
  }

  principals<A extends OwnAssociate>(associates: readonly A[]): Promise<readonly PrincipalOf<A>[]> {
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

  disable(id: number, nowMs: number): Promise<void> {
    return this.#end(id, 'disabled_at_ms', nowMs);
  }

  enable(id: number): Promise<void> {
    return this.#set(id, { disabled_at_ms: null });
  }

  retire(id: number, nowMs: number): Promise<void> {
    return this.#end(id, 'retired_at_ms', nowMs);
  }

  reinstate(id: number): Promise<void> {
    return this.#set(id, { retired_at_ms: null });
  }

  async details(ids: readonly number[]): Promise<ReadonlyMap<number, AssociateDetails>> {
    const rows = await this.#queries.runFor(selectDetails, ids);
    return new Map(rows.map((row) => [row.id, detailsOf(row)]));
  }

  async states(ids: readonly number[]): Promise<ReadonlyMap<number, AssociateState>> {
    const rows = await this.#queries.runFor(selectStates, ids);
    return new Map(rows.map((row) => [row.id, stateOf(row)]));
  }

  setDetails(id: number, details: AssociateDetails): Promise<void> {
    return this.#set(id, detailsRow(details));
  }

  async recordTimes(id: number, { lastLoginAtMs, lastLogoutAtMs }: Partial<LoginTimes>) {
    const given = {
      ...(lastLoginAtMs !== undefined && { last_login_at_ms: lastLoginAtMs }),
      ...(lastLogoutAtMs !== undefined && { last_logout_at_ms: lastLogoutAtMs }),
    };
    const row = { associate_id: id, last_login_at_ms: null, last_logout_at_ms: null, ...given };
    const upsert = this.#queries
      .insertInto('associate_logins', row)
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'associate_id']).doUpdateSet({ associate_id: id, ...given }),
      );
    await explainBrokenRule(this.#queries.traits, upsert.execute(), {
      'foreign-key': noUser(id).message,
    });
  }

  /** Sets the time, if there is none yet, and starts a new generation. */
  async #end(id: number, column: 'disabled_at_ms' | 'retired_at_ms', nowMs: number): Promise<void> {
    const update = this.#queries
      .updateTable('associates')
      .set((associate) => ({
        [column]: nowMs,
        generation: associate('generation', '+', 1),
      }))
      .where('id', '=', id)
      .where(column, 'is', null)
      .executeTakeFirst();
    const { numUpdatedRows } = await this.#queries.changing(update, this.#changeOf(id));
    if (numUpdatedRows === 0n && !(await this.find(id))) throw noUser(id);
  }

  async #set(
    id: number,
    row:
      | { readonly disabled_at_ms: null }
      | { readonly retired_at_ms: null }
      | ReturnType<typeof detailsRow>,
  ): Promise<void> {
    const update = this.#queries.updateTable('associates').set(row).where('id', '=', id);
    const updating = update.executeTakeFirst();
    const { numUpdatedRows } = await this.#queries.changing(updating, this.#changeOf(id));
    if (numUpdatedRows === 0n) throw noUser(id);
  }

  #changeOf(id: number) {
    return { kind: 'associates', key: `${this.#queries.tenantId}/${id}` } as const;
  }

  async #read(narrow: Narrowing): Promise<readonly Associate[]> {
    return associatesOf(await selectAssociates(this.#queries, narrow).execute());
  }
}

function noUser(id: number): DomainError {
  return new DomainError('not-found', `There is no user ${id}. List users to see which there are.`);
}

async function insertGroups(
  queries: TenantQueries,
  associateId: number,
  { secondaryGroupIds }: AssociateProfile,
): Promise<void> {
  const groupIds = [...new Set(secondaryGroupIds)];
  if (groupIds.length === 0) return;
  const rows = groupIds.map((id) => ({ associate_id: associateId, group_id: id }));
  await queries.insertInto('associate_groups', rows).execute();
}

function explanationsFor(profile: AssociateProfile) {
  const { name, userName, nickName, roleId, groupId, secondaryGroupIds, personId } = profile;
  const groupIds = [...new Set([groupId, ...secondaryGroupIds])].filter((id) => id !== 0);
  const others = [
    ...(userName === '' ? [] : [`or one with the user name ${userName}`]),
    ...(nickName === '' ? [] : [`or one with the nick name ${nickName}`]),
  ];
  const taken = [`There is a user named ${name} already`, ...others].join(', ');
  return {
    unique: `${taken}. Choose another name.`,
    'foreign-key':
      `There is no role ${roleId}, or no person ${personId}, or one of the groups ` +
      `${groupIds.join(', ')} is missing. List them to see which there are.`,
  };
}
