/** A person as commands print it, and how commands find one. */
import { fullNameOf, type Person } from '../../../domain/persons/person.ts';
import { listAll } from '../../../seed/list-all.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { findNamed } from '../../find-named.ts';

export const personArgumentHelp = 'full name or id of the person';

/** @throws CliError as `findNamed` does. */
export async function findPerson(services: TenantServices, given: string): Promise<NamedPerson> {
  return findNamed(services, 'person', (await listPersons(services)).map(withName), given);
}

interface NamedPerson extends Person {
  readonly name: string;
}

function withName(person: Person): NamedPerson {
  return { ...person, name: fullNameOf(person) };
}

export function listPersons({ stores }: TenantServices): Promise<readonly Person[]> {
  return listAll((afterId, limit) => stores.persons.list(afterId, limit));
}

export async function recordOfPerson({ stores }: TenantServices, person: Person) {
  const { id, contactId, isRetired, rank, countryId, ...fields } = person;
  const contact = contactId === 0 ? null : await stores.contacts.find(contactId);
  const users = await stores.associates.listOfPerson(id);
  return {
    id,
    name: fullNameOf(person),
    ...fields,
    contact: contact?.name ?? null,
    contactId,
    countryId,
    rank,
    retired: isRetired,
    users: users.map(({ name }) => name),
  };
}
