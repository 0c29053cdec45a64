/** Exports a tenant's contacts and persons as sections of a seed file. */
import { createContact } from '../domain/contacts/contact.ts';
import type { TenantStores } from '../domain/installation.ts';
import { createPerson } from '../domain/persons/person.ts';
import { listAll } from './list-all.ts';
import { fileFields } from './records.ts';

export async function exportPersons({ contacts, persons, associates }: TenantStores) {
  const allContacts = await listAll((afterId, limit) => contacts.list(afterId, limit));
  const allPersons = await listAll((afterId, limit) => persons.list(afterId, limit));
  const users = await listAll((afterId, limit) => associates.list(afterId, limit));
  const retired = users.filter(({ retiredAtMs }) => retiredAtMs !== null);
  const ofRetired = new Set(retired.map(({ personId }) => personId));
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
      // Retiring a user marks the person too, which must not happen when the file is applied.
      ...(ofRetired.has(id) && { retired: rest.isRetired }),
    })),
  };
}
