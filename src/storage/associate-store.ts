/** Associates, on SQL. */
import type { Insertable, Kysely, Selectable, SelectQueryBuilder } from 'kysely';
import {
  type Associate,
  type AssociateProfile,
  type AssociateStore,
  type CsUser,
  foldName,
  type Principal,
} from '../domain/associate.ts';
import { DomainError } from '../domain/errors.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { licenseOf, rolesOf, selectRoles } from './directory-store.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { AssociateTable, Tables } from './schema.ts';

type AssociateRow = Selectable<AssociateTable>;
type AssociateQuery = SelectQueryBuilder<Tables, 'associates', AssociateRow>;

const FIRST_GENERATION = 1;

export class SqlAssociateStore implements AssociateStore {
  readonly #db: Kysely<Tables>;
  readonly #traits: DialectTraits;

  constructor(db: Kysely<Tables>, traits: DialectTraits) {
    this.#db = db;
    this.#traits = traits;
  }

  add(profile: AssociateProfile, passwordHash: string | null, nowMs: number): Promise<Associate> {
    const { name, roleId, groupId, secondaryGroupIds } = profile;
    const groupIds = [...new Set(secondaryGroupIds)].sort((a, b) => a - b);
    const allGroupIds = [groupId, ...groupIds];
    const adding = this.#db.transaction().execute(async (transaction) => {
      const row = await transaction
        .insertInto('associates')
        .values(newRow(profile, passwordHash, nowMs))
        .returningAll()
        .executeTakeFirstOrThrow();
      if (groupIds.length > 0) {
        const rows = groupIds.map((id) => ({ associate_id: row.id, group_id: id }));
        await transaction.insertInto('associate_groups').values(rows).execute();
      }
      return associateOf(row, groupIds);
    });
    return explainBrokenRule(this.#traits, adding, {
      unique: `There is a user named ${name} already. Choose another name.`,
      'foreign-key':
        `There is no role ${roleId}, or one of the groups ${allGroupIds.join(', ')} is missing. ` +
        'List roles and groups to see which there are.',
    });
  }

  async find(id: number): Promise<Associate | null> {
    const [associate] = await this.#read((query) => query.where('id', '=', id));
    return associate ?? null;
  }

  async findByName(name: string): Promise<Associate | null> {
    const folded = foldName(name);
    const [associate] = await this.#read((query) => query.where('name_folded', '=', folded));
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
    const roleRows = await selectRoles(this.#db)
      .innerJoin('associates', 'associates.role_id', 'roles.id')
      .where('associates.id', '=', id)
      .execute();
    const [role] = rolesOf(roleRows);
    if (!role) throw noUser(id);
    const licenses = await this.#db
      .selectFrom('licenses')
      .innerJoin('associate_licenses', 'associate_licenses.module_id', 'licenses.module_id')
      .selectAll('licenses')
      .where('associate_licenses.associate_id', '=', id)
      .orderBy('licenses.module_id')
      .execute();
    return { associate, role, licenses: licenses.map(licenseOf) };
  }

  async readPasswordHash(id: number): Promise<string | null> {
    const row = await this.#db
      .selectFrom('associates')
      .select('password_hash')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.password_hash ?? null;
  }

  async setPasswordHash(id: number, passwordHash: string): Promise<void> {
    const { numUpdatedRows } = await this.#db
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
    const { numUpdatedRows } = await this.#db
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
    const { numUpdatedRows } = await this.#db
      .updateTable('associates')
      .set({ disabled_at_ms: null })
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw noUser(id);
  }

  /** The associates that the narrowed query finds, with their groups, in the order of ids. */
  async #read(narrow: (query: AssociateQuery) => AssociateQuery): Promise<readonly Associate[]> {
    const found = narrow(this.#db.selectFrom('associates').selectAll()).as('found');
    const rows = await this.#db
      .selectFrom(found)
      .leftJoin('associate_groups', 'associate_groups.associate_id', 'found.id')
      .selectAll('found')
      .select('associate_groups.group_id as secondary_group_id')
      .orderBy('found.id')
      .orderBy('associate_groups.group_id')
      .execute();
    return [...Map.groupBy(rows, (row) => row.id).values()].flatMap((rowsOfOne) => {
      const groupIds = rowsOfOne.flatMap((row) => row.secondary_group_id ?? []);
      return rowsOfOne.slice(0, 1).map((row) => associateOf(row, groupIds));
    });
  }
}

function noUser(id: number): DomainError {
  return new DomainError('not-found', `There is no user ${id}. List users to see which there are.`);
}

function newRow(
  profile: AssociateProfile,
  passwordHash: string | null,
  nowMs: number,
): Insertable<AssociateTable> {
  return {
    name: profile.name,
    name_folded: foldName(profile.name),
    full_name: profile.fullName,
    email: profile.email,
    email_folded: profile.email === null ? null : foldName(profile.email),
    type: profile.type,
    role_id: profile.roleId,
    group_id: profile.groupId,
    person_id: profile.personId,
    contact_id: profile.contactId,
    contact_owner_id: profile.contactOwnerId,
    country_id: profile.countryId,
    home_country_id: profile.homeCountryId,
    business_id: profile.businessId,
    category_id: profile.categoryId,
    cs_user_id: profile.csUser?.id ?? null,
    cs_user_access_level: profile.csUser?.accessLevel ?? null,
    cs_user_status: profile.csUser?.status ?? null,
    password_hash: passwordHash,
    created_at_ms: nowMs,
    disabled_at_ms: null,
    generation: FIRST_GENERATION,
  };
}

function associateOf(row: AssociateRow, secondaryGroupIds: readonly number[]): Associate {
  return {
    id: row.id,
    name: row.name,
    fullName: row.full_name,
    email: row.email,
    type: row.type,
    roleId: row.role_id,
    groupId: row.group_id,
    secondaryGroupIds,
    personId: row.person_id,
    contactId: row.contact_id,
    contactOwnerId: row.contact_owner_id,
    countryId: row.country_id,
    homeCountryId: row.home_country_id,
    businessId: row.business_id,
    categoryId: row.category_id,
    csUser: csUserOf(row),
    createdAtMs: row.created_at_ms,
    disabledAtMs: row.disabled_at_ms,
    generation: row.generation,
  };
}

function csUserOf(row: AssociateRow): CsUser | null {
  const { cs_user_id: id, cs_user_access_level: accessLevel, cs_user_status: status } = row;
  if (id === null || accessLevel === null || status === null) return null;
  return { id, accessLevel, status };
}
