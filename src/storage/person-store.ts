/** The SQL store of a tenant's persons. */
import type { Selectable } from 'kysely';
import { DomainError } from '../domain/errors.ts';
import { foldName } from '../domain/names.ts';
import type { Person, PersonProfile, PersonStore } from '../domain/persons/person.ts';
import type { PersonTable } from './associate-tables.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Slots } from './prepared-query.ts';
import type { StoreContext } from './store-context.ts';
import { retireId, takeId } from './tenant-ids.ts';
import { PreparedIdsQuery, PreparedTenantQuery, TenantQueries } from './tenant-queries.ts';

/** A change of a person affects its users, whose ids are not known here. */
const ASSOCIATES_CHANGED = { kind: 'associates', key: null } as const;

type NewPersonRow = ReturnType<typeof personRow> & { readonly id: number };

const insertPerson = new PreparedTenantQuery((tenant, given: Slots<NewPersonRow>) =>
  tenant.insertInto('persons', {
    id: given('id'),
    contact_id: given('contact_id'),
    first_name: given('first_name'),
    middle_name: given('middle_name'),
    last_name: given('last_name'),
    mr_mrs: given('mr_mrs'),
    title: given('title'),
    position: given('position'),
    email: given('email'),
    email_folded: given('email_folded'),
    direct_phone: given('direct_phone'),
    mobile_phone: given('mobile_phone'),
    description: given('description'),
    country_id: given('country_id'),
    rank: given('rank'),
    retired: given('retired'),
  }),
);

const personColumns = [
  'id',
  'contact_id',
  'first_name',
  'middle_name',
  'last_name',
  'mr_mrs',
  'title',
  'position',
  'email',
  'direct_phone',
  'mobile_phone',
  'description',
  'country_id',
  'rank',
  'retired',
] as const satisfies readonly (keyof PersonTable)[];

const selectByIds = new PreparedIdsQuery((tenant, ids) =>
  tenant.selectFrom('persons').select(personColumns).where('id', 'in', ids),
);

export class SqlPersonStore implements PersonStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  add(person: PersonProfile, givenId?: number): Promise<Person> {
    const adding = this.#queries.transaction(async (queries) => {
      const id = await takeId(queries, 'person', givenId);
      await queries.run(insertPerson, { id, ...personRow(person) });
      return { ...person, id };
    });
    return explainBrokenRule(this.#queries.traits, adding, missingContact(person));
  }

  async update(person: Person): Promise<void> {
    const update = this.#queries
      .updateTable('persons')
      .set(personRow(person))
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow();
    const explained = explainBrokenRule(this.#queries.traits, update, missingContact(person));
    const { numUpdatedRows } = await this.#queries.changing(explained, ASSOCIATES_CHANGED);
    if (numUpdatedRows === 0n) throw noPerson(person.id);
  }

  async remove(id: number): Promise<void> {
    const removing = this.#queries.transaction(async (queries) => {
      const removed = queries.deleteFrom('persons').where('id', '=', id);
      const { numDeletedRows } = await removed.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw noPerson(id);
      await retireId(queries, 'person', id);
    });
    await explainBrokenRule(this.#queries.traits, removing, {
      'in-use': `A user is the person ${id}. Remove the user first.`,
    });
  }

  async findAll(ids: readonly number[]): Promise<readonly Person[]> {
    return (await this.#queries.runFor(selectByIds, ids)).map(personOf);
  }

  async list(afterId: number, limit: number): Promise<readonly Person[]> {
    const query = this.#queries
      .selectFrom('persons')
      .select(personColumns)
      .where('id', '>', afterId);
    return (await query.orderBy('id').limit(limit).execute()).map(personOf);
  }

  async listOfContact(
    contactId: number,
    afterId: number,
    limit: number,
  ): Promise<readonly Person[]> {
    const query = this.#queries
      .selectFrom('persons')
      .select(personColumns)
      .where('contact_id', '=', contactId)
      .where('id', '>', afterId);
    return (await query.orderBy('id').limit(limit).execute()).map(personOf);
  }
}

function personRow(person: PersonProfile) {
  return {
    contact_id: person.contactId || null,
    first_name: person.firstName,
    middle_name: person.middleName,
    last_name: person.lastName,
    mr_mrs: person.mrMrs,
    title: person.title,
    position: person.position,
    email: person.email,
    email_folded: person.email === null ? null : foldName(person.email),
    direct_phone: person.directPhone,
    mobile_phone: person.mobilePhone,
    description: person.description,
    country_id: person.countryId,
    rank: person.rank,
    retired: Number(person.isRetired),
  };
}

function personOf(row: Pick<Selectable<PersonTable>, (typeof personColumns)[number]>): Person {
  return {
    id: row.id,
    contactId: row.contact_id ?? 0,
    firstName: row.first_name,
    middleName: row.middle_name,
    lastName: row.last_name,
    mrMrs: row.mr_mrs,
    title: row.title,
    position: row.position,
    email: row.email,
    directPhone: row.direct_phone,
    mobilePhone: row.mobile_phone,
    description: row.description,
    countryId: row.country_id,
    rank: row.rank,
    isRetired: row.retired === 1,
  };
}

function missingContact({ contactId }: PersonProfile) {
  const message = `There is no contact ${contactId}. List contacts to see which there are.`;
  return { 'foreign-key': message };
}

function noPerson(id: number): DomainError {
  const message = `There is no person ${id}. List persons to see which there are.`;
  return new DomainError('not-found', message);
}
