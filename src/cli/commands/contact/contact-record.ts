/** A contact as commands print it, and how commands find one. */
import type { Contact } from '../../../domain/contacts/contact.ts';
import { fullNameOf } from '../../../domain/persons/person.ts';
import { listAll } from '../../../seed/list-all.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { findNamed } from '../../find-named.ts';

export const contactArgumentHelp = 'name or id of the contact';

/** @throws CliError as `findNamed` does. */
export async function findContact(services: TenantServices, given: string): Promise<Contact> {
  return findNamed(services, 'contact', await listContacts(services), given);
}

export function listContacts({ stores }: TenantServices): Promise<readonly Contact[]> {
  return listAll((afterId, limit) => stores.contacts.list(afterId, limit));
}

/** Ids of records elsewhere in the CRM are 0 for none. */
export async function recordOfContact({ stores }: TenantServices, contact: Contact) {
  const { ownerAssociateId, isOwnCompany, ...fields } = contact;
  const owner = ownerAssociateId === 0 ? null : await stores.associates.find(ownerAssociateId);
  const persons = await listAll((afterId, limit) => stores.persons.list(afterId, limit));
  const members = persons.filter(({ contactId }) => contactId === contact.id);
  return {
    id: fields.id,
    name: fields.name,
    department: fields.department,
    orgNumber: fields.orgNumber,
    phone: fields.phone,
    own: isOwnCompany,
    owner: owner?.name ?? (ownerAssociateId || null),
    countryId: fields.countryId,
    businessId: fields.businessId,
    categoryId: fields.categoryId,
    persons: members.map(fullNameOf),
  };
}
