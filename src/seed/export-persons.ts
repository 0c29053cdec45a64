/** Exports a tenant's contacts and persons as sections of a seed file. */
import { createContact } from '../domain/contacts/contact.ts';
import type { TenantStores } from '../domain/installation.ts';
import { createPerson } from '../domain/persons/person.ts';
import { listAll } from './list-all.ts';
import { fileFields } from './records.ts';

export async function exportPersons({ contacts, persons }: TenantStores) {
  const allContacts = await listAll((afterId, limit) => contacts.list(afterId, limit));
  const allPersons = await listAll((afterId, limit) => persons.list(afterId, limit));
  return {
    contacts: allContacts.map(({ id, name, ...rest }) => ({
      id,
      name,
      ...fileFields(rest, createContact('')),
    })),
    persons: allPersons.map(({ id, contactId, ...rest }) => ({
      id,
      contact: contactId || null,
      ...fileFields(rest, createPerson({})),
    })),
  };
}
