/** Applies the persons of a tenant's seed. */
import { foldName } from '../domain/names.ts';
import {
  createPerson,
  fullNameOf,
  type Person,
  type PersonProfile,
} from '../domain/persons/person.ts';
import { listAll } from './list-all.ts';
import { groupBy, matchEntries } from './match-entries.ts';
import { changedFields, type Removal, recordFields, removalsOf } from './records.ts';
import { ContactReferences } from './seed-persons.ts';
import type { TenantRun } from './seed-run.ts';
import type { SeedPerson } from './seed-schema.ts';

type NamedPerson = Person & { readonly name: string };
type NamedEntry = SeedPerson & { readonly name: string };

/** Returns the persons that the seed does not name. */
export async function applyPersons(
  { run, path: tenantPath, persons, stores, suffix, mayAdministerUsers }: TenantRun,
  entries: readonly SeedPerson[],
): Promise<readonly Removal<Person>[]> {
  const path = [...tenantPath, 'persons'];
  const contacts = await ContactReferences.read(run, stores);
  const all = await listAll((afterId, limit) => stores.persons.list(afterId, limit));
  const present = all.map((person): NamedPerson => ({ ...person, name: fullNameOf(person) }));
  const matches = matchEntries(run, {
    entries: entries.map((entry): NamedEntry => ({ ...entry, name: nameOf(entry) })),
    present,
    path,
    candidatesOf: personFinder(present),
  });
  for (const match of matches) {
    const { id, name, contact, ...rest } = match.entry;
    const given: Partial<PersonProfile> = recordFields({
      ...rest,
      contact: contacts.find(contact, [...match.path, 'contact']),
    });
    if (match.present) {
      const { id: personId } = match.present;
      const changed = changedFields<PersonProfile>(match.present, given);
      if (changed.length === 0) continue;
      const line = `change person ${name}${suffix}: ${changed.join(', ')}`;
      await run.make(match.path, line, () => persons.change(mayAdministerUsers, personId, given));
    } else {
      const person = createPerson({ contactId: contacts.own, ...given });
      await run.make(match.path, `add person ${name}${suffix}`, () =>
        persons.add(mayAdministerUsers, person, id),
      );
    }
  }
  return removalsOf<Person>(run, matches, present, path);
}

/** Removes the persons that are no users. Called after users are removed. */
export async function removePersons(
  { run, persons, stores, suffix, mayAdministerUsers }: TenantRun,
  removals: readonly Removal<Person>[],
): Promise<void> {
  for (const { record, path } of removals) {
    if ((await stores.associates.listOfPerson(record.id)).length > 0) continue;
    await run.make(path, `remove person ${fullNameOf(record)}${suffix}`, () =>
      persons.remove(mayAdministerUsers, record.id),
    );
  }
}

function nameOf({ firstName = '', middleName = '', lastName = '' }: SeedPerson): string {
  return fullNameOf({ firstName, middleName, lastName });
}

/** The person with the id, or else with the e-mail address, or else with the name. */
function personFinder(present: readonly NamedPerson[]) {
  const byId = groupBy(present, ({ id }) => String(id));
  const byEmail = groupBy(present, ({ email }) => foldName(email ?? ''));
  const byName = groupBy(present, ({ name }) => foldName(name));
  return ({ id, email }: NamedEntry, name: string): readonly NamedPerson[] => {
    if (id !== undefined) return byId(String(id));
    const mailed = email ? byEmail(foldName(email)) : [];
    return mailed.length > 0 ? mailed : byName(foldName(name));
  };
}
