/** Applies the contacts of a tenant's seed. */
import { type Contact, type ContactProfile, createContact } from '../domain/contacts/contact.ts';
import { foldName } from '../domain/names.ts';
import { listAll } from './list-all.ts';
import { groupBy, matchEntries } from './match-entries.ts';
import { type Removal, recordFields, removalsOf, saveEntry } from './records.ts';
import type { TenantRun } from './seed-run.ts';
import type { SeedContact } from './seed-schema.ts';

/** Returns the contacts that the seed does not name. */
export async function applyContacts(
  { run, path: tenantPath, contacts, stores, suffix, mayAdministerUsers }: TenantRun,
  entries: readonly SeedContact[],
): Promise<readonly Removal<Contact>[]> {
  const path = [...tenantPath, 'contacts'];
  const present = await listAll((afterId, limit) => stores.contacts.list(afterId, limit));
  const named = groupBy(present, ({ name }) => foldName(name));
  const candidatesOf = ({ id }: SeedContact, name: string) => [
    ...present.filter((contact) => contact.id === id),
    ...(id === undefined ? named(foldName(name)) : []),
  ];
  const matches = matchEntries(run, { entries, present, path, candidatesOf });
  for (const match of matches) {
    const { id, name, formerName: _former, ...rest } = match.entry;
    const given: Partial<ContactProfile> = recordFields(rest);
    await saveEntry<Contact>(run, match, `contact ${name}${suffix}`, given, (fields) =>
      match.present
        ? contacts.change(mayAdministerUsers, match.present.id, fields)
        : contacts.add(mayAdministerUsers, createContact(name, fields), id),
    );
  }
  return removalsOf(run, matches, present, path);
}

/**
 * Removes the contacts that no person belongs to, except the only own company. Called after persons
 * are removed.
 */
export async function removeContacts(
  { run, contacts, stores, suffix, mayAdministerUsers }: TenantRun,
  removals: readonly Removal<Contact>[],
): Promise<void> {
  if (removals.length === 0) return;
  const persons = await listAll((afterId, limit) => stores.persons.list(afterId, limit));
  const inUse = new Set(persons.map(({ contactId }) => contactId));
  for (const { record, path } of removals) {
    const { id, name, isOwnCompany } = record;
    if (inUse.has(id)) continue;
    if (isOwnCompany && !(await stores.contacts.findOwnCompany(id))) continue;
    await run.make(path, `remove contact ${name}${suffix}`, async () => {
      await contacts.change(mayAdministerUsers, id, { isOwnCompany: false });
      await contacts.remove(mayAdministerUsers, id);
    });
  }
}
