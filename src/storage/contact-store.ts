/** The SQL store of a tenant's contacts. */
import type { Selectable } from 'kysely';
import type { Contact, ContactProfile, ContactStore } from '../domain/contacts/contact.ts';
import { DomainError } from '../domain/errors.ts';
import type { ContactTable } from './associate-tables.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { StoreContext } from './store-context.ts';
import { retireId, takeId } from './tenant-ids.ts';
import { PreparedIdsQuery, TenantQueries } from './tenant-queries.ts';

/** A change of a contact may affect any of its users. */
const ASSOCIATES_CHANGED = { kind: 'associates', key: null } as const;

const contactColumns = [
  'id',
  'name',
  'department',
  'org_number',
  'phone',
  'country_id',
  'business_id',
  'category_id',
  'owner_associate_id',
  'own_company',
] as const satisfies readonly (keyof ContactTable)[];

const selectByIds = new PreparedIdsQuery((tenant, ids) =>
  tenant.selectFrom('contacts').select(contactColumns).where('id', 'in', ids),
);

export class SqlContactStore implements ContactStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  add(contact: ContactProfile, givenId?: number): Promise<Contact> {
    return this.#queries.transaction(async (queries) => {
      const id = await takeId(queries, 'contact', givenId);
      const row = { id, ...contactRow(contact) };
      const insert = queries.insertInto('contacts', row).returning(contactColumns);
      return contactOf(await insert.executeTakeFirstOrThrow());
    });
  }

  async update(contact: Contact): Promise<void> {
    const update = this.#queries
      .updateTable('contacts')
      .set(contactRow(contact))
      .where('id', '=', contact.id)
      .executeTakeFirstOrThrow();
    const { numUpdatedRows } = await this.#queries.changing(update, ASSOCIATES_CHANGED);
    if (numUpdatedRows === 0n) throw noContact(contact.id);
  }

  async remove(id: number): Promise<void> {
    const removing = this.#queries.transaction(async (queries) => {
      const removed = queries.deleteFrom('contacts').where('id', '=', id);
      const { numDeletedRows } = await removed.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw noContact(id);
      await retireId(queries, 'contact', id);
    });
    await explainBrokenRule(this.#queries.traits, removing, {
      'in-use': `Persons belong to the contact ${id}. Remove or move them first.`,
    });
  }

  async find(id: number): Promise<Contact | null> {
    const query = this.#queries.selectFrom('contacts').select(contactColumns).where('id', '=', id);
    const row = await query.executeTakeFirst();
    return row ? contactOf(row) : null;
  }

  async findAll(ids: readonly number[]): Promise<readonly Contact[]> {
    return (await this.#queries.runFor(selectByIds, ids)).map(contactOf);
  }

  async findOwnCompany(exceptId = 0): Promise<Contact | null> {
    const own = this.#queries
      .selectFrom('contacts')
      .select(contactColumns)
      .where('own_company', '=', 1);
    const other = own.where('id', '!=', exceptId);
    const row = await other.orderBy('id').limit(1).executeTakeFirst();
    return row ? contactOf(row) : null;
  }

  async list(afterId: number, limit: number): Promise<readonly Contact[]> {
    const query = this.#queries
      .selectFrom('contacts')
      .select(contactColumns)
      .where('id', '>', afterId);
    return (await query.orderBy('id').limit(limit).execute()).map(contactOf);
  }

  async countInternalUsers(id: number): Promise<number> {
    const { users } = await this.#queries
      .selectFrom('persons')
      .innerJoin('associates', (join) =>
        join
          .onRef('associates.tenant_id', '=', 'persons.tenant_id')
          .onRef('associates.person_id', '=', 'persons.id'),
      )
      .where('persons.contact_id', '=', id)
      .where('associates.type', '=', 'internal')
      .select(({ fn }) => fn.countAll<number>().as('users'))
      .executeTakeFirstOrThrow();
    return Number(users);
  }
}

function contactRow(contact: ContactProfile) {
  return {
    name: contact.name,
    department: contact.department,
    org_number: contact.orgNumber,
    phone: contact.phone,
    country_id: contact.countryId,
    business_id: contact.businessId,
    category_id: contact.categoryId,
    owner_associate_id: contact.ownerAssociateId,
    own_company: Number(contact.isOwnCompany),
  };
}

function contactOf(row: Pick<Selectable<ContactTable>, (typeof contactColumns)[number]>): Contact {
  return {
    id: row.id,
    name: row.name,
    department: row.department,
    orgNumber: row.org_number,
    phone: row.phone,
    countryId: row.country_id,
    businessId: row.business_id,
    categoryId: row.category_id,
    ownerAssociateId: row.owner_associate_id,
    isOwnCompany: row.own_company === 1,
  };
}

function noContact(id: number): DomainError {
  const message = `There is no contact ${id}. List contacts to see which there are.`;
  return new DomainError('not-found', message);
}
